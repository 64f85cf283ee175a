package io.orderflow;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the JDK's own tool says about a JVM that runs. */
record JavaProcess(long pid) {

    private static final Pattern THREAD = Pattern.compile("(?m)^\"(.*)\" #\\d+");
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    /** The names of its threads. */
    List<String> threads() throws Exception {
        return THREAD.matcher(jcmd("Thread.print"))
                .results()
                .map(thread -> thread.group(1))
                .toList();
    }

    /** How many megabytes of its heap are in use: what lives, without what is garbage. */
    long liveMegabytes() throws Exception {
        Matcher total = TOTAL.matcher(jcmd("GC.class_histogram"));
        if (!total.find()) {
            throw new IllegalStateException("nothing is known about its heap");
        }
        return Long.parseLong(total.group(1)) >> 20;
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
