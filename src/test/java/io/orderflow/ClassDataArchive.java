package io.orderflow;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.util.FileUtil;

/**
 * Lets the program run once, so that Java keeps its classes, read and verified, for those that start after it. Where that
 * fails they start without, a second later each.
 */
public final class ClassDataArchive {

    private ClassDataArchive() {}

    public static void main(String[] args) throws Exception {
        Files.deleteIfExists(OrderflowProcess.CLASS_DATA);
        Path folder = Files.createTempDirectory(OrderflowProcess.CLASS_DATA.getParent(), "class-data");
        try (OrderflowProcess program = OrderflowProcess.startAtFullSpeed(
                folder,
                "-XX:ArchiveClassesAtExit=" + OrderflowProcess.CLASS_DATA,
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                "camel.component.kafka.brokers=localhost:" + OrderflowProcess.freePort())) {
            program.awaitLines(1, "📦 Received order");
            if (program.stop() != 0 || !Files.exists(OrderflowProcess.CLASS_DATA)) {
                throw new AssertionError(program.said());
            }
        } catch (RuntimeException | AssertionError e) {
            System.out.println(
                    "The programs of the tests start without an archive of their classes: " + e.getMessage());
            Files.deleteIfExists(OrderflowProcess.CLASS_DATA);
        } finally {
            FileUtil.removeDir(folder.toFile());
        }
    }
}
