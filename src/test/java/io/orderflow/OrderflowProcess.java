package io.orderflow;

import io.orderflow.route.ShippedRoutes;
import io.orderflow.settings.ShippedSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The program in a process and a folder of its own, started from what {@code mvn package} leaves, as an operator does. */
public final class OrderflowProcess implements AutoCloseable {

    static final Path JAR = Path.of("target", "orderflow.jar").toAbsolutePath();
    public static final Path CLASS_DATA = Path.of("target", "orderflow.jsa").toAbsolutePath();

    /** For a process that lives for seconds, when many start at once; its class path begins with the jar. */
    static final List<String> STARTS_SOON = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:SharedArchiveFile=" + CLASS_DATA,
            // an archive of another build is not used, and nothing is said
            "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off");

    /** {@code -Dtests.patience=300} on a machine that is slow, or busy with other work. */
    static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("tests.patience", 60));

    /** By the time at the begin of a line, which of two programs said something first; good until midnight. */
    static final Comparator<String> BY_TIME = Comparator.comparing(line -> line.substring(0, 12));

    /** Of what it said, as many lines at either end are shown. */
    private static final Set<Integer> GIVEN_PORTS = ConcurrentHashMap.newKeySet();

    private static final int FEW = 40;

    private static final Pattern TROUBLE = Pattern.compile(" (WARN|ERROR) |^\\tat |Exception");

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    private OrderflowProcess(Process process) {
        this.process = process;
        reader = new Thread(this::read, "output of process " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts the program, so that it is soon there.
     *
     * @param folder   its working directory; routes and settings are put there where there are none
     * @param settings each as {@code key=value}, an option of the JVM that begins with a dash, or an argument of the
     *     program that begins with two
     */
    public static OrderflowProcess start(Path folder, String... settings) throws IOException {
        return start(folder, Map.of(), settings);
    }

    /** As above, with environment variables of its own. */
    static OrderflowProcess start(Path folder, Map<String, String> environment, String... settings) throws IOException {
        return start(List.of(), STARTS_SOON, folder, environment, settings);
    }

    /** As above, by a command that runs what comes behind it. */
    static OrderflowProcess startBy(List<String> command, Path folder, String... settings) throws IOException {
        return start(command, STARTS_SOON, folder, Map.of(), settings);
    }

    /** Starts a broker that keeps its data in this folder: the program with nothing else, and waits until it runs. */
    public static OrderflowProcess startBroker(Path folder, String address) throws IOException {
        return start(
                        folder,
                        "camel.component.kafka.brokers=" + address,
                        "orders.generator.enabled=false",
                        "orders.inbox.enabled=false",
                        "orders.tracker.enabled=false")
                .awaitLines(1, "Routes startup");
    }

    /** Starts the program as {@code bin/orderflow} does, to measure how fast it is. */
    public static OrderflowProcess startAtFullSpeed(Path folder, String... settings) throws IOException {
        return start(List.of(), List.of("-XX:+UseSerialGC"), folder, Map.of(), settings);
    }

    private static OrderflowProcess start(
            List<String> by, List<String> options, Path folder, Map<String, String> environment, String... settings)
            throws IOException {
        if (!Files.exists(folder.resolve("routes"))) {
            copyRoutes(folder.resolve("routes"));
        }
        ShippedSettings.copyTo(folder);
        List<String> command = new ArrayList<>(by);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        List<String> arguments = new ArrayList<>(List.of("-jar", JAR.toString()));
        // many run at once; what comes later on the command line holds
        command.add("-Dorders.http.port=0");
        // tests count lines
        command.add("-Dorderflow.log.fold-above=0");
        for (String setting : settings) {
            if (setting.startsWith("--")) {
                arguments.add(setting);
            } else {
                command.add(setting.startsWith("-") ? setting : "-D" + setting);
            }
        }
        command.addAll(arguments);
        return run(command, folder, environment);
    }

    /** Runs a command that is the program, or starts it. */
    static OrderflowProcess run(List<String> command, Path folder, Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new OrderflowProcess(builder.start());
    }

    /** One that this process was not given before: the system may give the same one twice. */
    public static int freePort() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0)) {
                if (GIVEN_PORTS.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    /** Waits until this number of lines contains the text: as each line comes, since nearly every test waits so. */
    public OrderflowProcess awaitLines(int count, String text) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        synchronized (lines) {
            int found = 0;
            for (int next = 0; found < count; ) {
                while (next < lines.size()) {
                    found += lines.get(next++).contains(text) ? 1 : 0;
                }
                if (found < count && (ended || !awaitLine(end))) {
                    throw new AssertionError(
                            "%d lines with \"%s\" are wanted; the program said:%n%s".formatted(count, text, said()));
                }
            }
        }
        return this;
    }

    /** @return false where there was none until this time */
    private boolean awaitLine(long end) {
        try {
            TimeUnit.NANOSECONDS.timedWait(lines, end - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return System.nanoTime() < end;
    }

    /** Waits until it says where its order board is, and gives that address. */
    URI awaitBoard() {
        String said = "The order board is at ";
        awaitLines(1, said);
        return URI.create(linesWith(said).get(0).replaceFirst(".*" + said, "").strip());
    }

    List<String> linesWith(String text) {
        synchronized (lines) {
            return lines.stream().filter(line -> line.contains(text)).toList();
        }
    }

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** What it said first and last, and each warning and error; a program that runs for a minute says thousands of lines. */
    String said() {
        List<String> all = lines();
        int end = Math.max(FEW, all.size() - FEW);
        return IntStream.range(0, all.size())
                .filter(i -> i < FEW || i >= end || TROUBLE.matcher(all.get(i)).find())
                .mapToObj(all::get)
                .collect(Collectors.joining("\n"));
    }

    /** Ends it as Ctrl-C or an operator does (SIGTERM), waits for its end, and gives its exit code. */
    public int stop() throws InterruptedException {
        // Process.destroy would close its output too
        process.toHandle().destroy();
        return awaitEnd();
    }

    /** Ends it as a power failure does (SIGKILL). */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        awaitEnd();
    }

    /** Lets it stand still, as one that is overloaded does (SIGSTOP), until it is thawed. */
    void freeze() throws Exception {
        signal("STOP");
    }

    void thaw() throws Exception {
        signal("CONT");
    }

    /** @param name such as INT, which Ctrl-C sends */
    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Waits until it ends by itself, and gives its exit code. */
    int awaitEnd() throws InterruptedException {
        return awaitEnd(PATIENCE);
    }

    int awaitEnd(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running:\n" + said());
        }
        // what it said last is read too; who it has started may hold its output open
        reader.join(Duration.ofSeconds(5).toMillis());
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(this::add);
        } catch (IOException | UncheckedIOException e) {
            add("(its output ended: " + e + ")");
        }
        synchronized (lines) {
            ended = true;
            lines.notifyAll();
        }
    }

    private void add(String line) {
        synchronized (lines) {
            lines.add(line);
            lines.notifyAll();
        }
    }

    /** The routes, with this file in the place of the step that is done with each order. */
    static void copyRoutes(Path target, String step) throws IOException {
        copyRoutes(target);
        Files.writeString(target.resolve(ShippedRoutes.STEP), step);
    }

    static void copyRoutes(Path target) throws IOException {
        ShippedRoutes.copyTo(target);
    }
}
