package io.orderflow;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the JDK's own tool says about a JVM that runs. */
record JavaProcess(long pid) {

    private static final Pattern THREAD = Pattern.compile("(?m)^\"(.*)\" #\\d+");
    /** Since Java 24 a generation has its name alone. */
    private static final Pattern HEAP = Pattern.compile("(?:generation|DefNew|Tenured) +total \\d+K, used (\\d+)K");

    /** The names of its threads. */
    List<String> threads() throws Exception {
        return THREAD.matcher(jcmd("Thread.print"))
                .results()
                .map(thread -> thread.group(1))
                .toList();
    }

    /** How many megabytes of the heap are in use after a collection, with the serial collector. */
    long heapMegabytes() throws Exception {
        jcmd("GC.run");
        List<MatchResult> generations =
                HEAP.matcher(jcmd("GC.heap_info")).results().toList();
        if (generations.isEmpty()) {
            throw new IllegalStateException("nothing is known about its heap");
        }
        return generations.stream()
                        .mapToLong(generation -> Long.parseLong(generation.group(1)))
                        .sum()
                / 1_024;
    }

    private String jcmd(String command) throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        command)
                .redirectErrorStream(true)
                .start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        return output;
    }
}
