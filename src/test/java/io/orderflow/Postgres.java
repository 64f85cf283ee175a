package io.orderflow;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server of the system's package, on a port and in a folder of its own, with the table of the recipe. */
final class Postgres implements AutoCloseable {

    private final Path programs;
    private final int port;
    private final Process server;

    Postgres(Path programs, Path folder) throws Exception {
        this.programs = programs;
        this.port = OrderflowProcess.freePort();
        Files.createDirectories(folder);
        Path data = folder.resolve("data");
        if (isRoot()) {
            // it runs as anyone but root, who must reach the folder
            for (Path above = folder; above.startsWith("/tmp") && above.getNameCount() > 1; above = above.getParent()) {
                Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
        Process init = start("initdb", "-D", data.toString(), "-U", "postgres", "--auth=trust", "-N");
        if (init.waitFor() != 0) {
            throw new IOException("initdb ended with " + init.exitValue());
        }
        server = start("postgres", "-D", data.toString(), "-p", String.valueOf(port), "-k", folder.toString(), "-F");
        await().atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(this::createTable);
    }

    String url() {
        return "jdbc:postgresql://localhost:%d/postgres".formatted(port);
    }

    private boolean createTable() throws Exception {
        try (Connection connection = DriverManager.getConnection(url(), "postgres", "")) {
            connection
                    .createStatement()
                    .execute("create table orders(order_id text primary key, customer text, item text, quantity int)");
            return true;
        }
    }

    private Process start(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    @Override
    public void close() throws Exception {
        // SIGINT is its fast shutdown
        new ProcessBuilder("kill", "-INT", String.valueOf(server.pid())).start().waitFor();
        if (!server.waitFor(20, TimeUnit.SECONDS)) {
            server.destroyForcibly();
        }
    }
}
