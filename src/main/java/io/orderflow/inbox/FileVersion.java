package io.orderflow.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * Differs between two files of one name, and between a file and itself when it has grown.
 *
 * @param isFile false of a link, a folder, a pipe
 */
record FileVersion(Object key, long size, FileTime lastModified, boolean isFile) {

    static FileVersion of(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new FileVersion(
                attributes.fileKey(), attributes.size(), attributes.lastModifiedTime(), attributes.isRegularFile());
    }
}
