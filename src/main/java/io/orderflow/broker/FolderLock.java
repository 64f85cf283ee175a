package io.orderflow.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Makes the broker's folder one process's own, and lets the others read where that one's broker is. */
final class FolderLock implements Closeable {

    /** Beyond the content, which others may read everywhere then. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final int LOOKS = 10;

    private final Path file;
    private FileChannel channel;

    FolderLock(Path directory) {
        this.file = directory.resolve("in-use.lock");
    }

    /**
     * @param address where the broker will be, for the others
     * @return false where another process has the folder
     */
    boolean take(BrokerAddress address) throws IOException {
        Files.createDirectories(file.getParent());
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!lock()) {
            close();
            return false;
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(address.toString().getBytes(UTF_8)));
        return true;
    }

    private boolean lock() throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * Where the broker of the process is that has the folder.
     *
     * @param expected is waited for a second: one that has just taken the folder may not have written yet where it is
     * @return an address, or empty where it is not known
     */
    String owner(BrokerAddress expected) throws IOException, InterruptedException {
        String owner = Files.readString(file);
        for (int look = 1; look < LOOKS && !expected.toString().equals(owner); look++) {
            TimeUnit.MILLISECONDS.sleep(100);
            owner = Files.readString(file);
        }
        return owner;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
