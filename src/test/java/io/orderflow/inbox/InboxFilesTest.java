package io.orderflow.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orderflow.observe.OrderMeters;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class InboxFilesTest {

    @TempDir
    Path inbox;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private InboxFiles files() {
        return new InboxFiles(inbox, "json,ndjson", meters);
    }

    private File file(String name) {
        return inbox.resolve(name).toFile();
    }

    private double count(OrderMeters counter) {
        return counter.in(meters).count();
    }

    @Test
    void a_file_that_is_read_again_from_its_start_is_counted_once() {
        FileReport report = files().report(file("a.json"));
        Refusals refusals = new Refusals(inbox.resolve("draft"));
        report.reached(10, 100, 3, refusals);
        refusals.add("line 4", "no order");
        report.reached(20, 100, 5, refusals);
        refusals.restart();
        report.reached(5, 100, 2, refusals);
        refusals.add("line 4", "no order");
        refusals.add("line 9", "no order");
        report.reached(100, 100, 7, refusals);
        refusals.close();

        assertThat(count(OrderMeters.RECEIVED)).isEqualTo(7);
        assertThat(count(OrderMeters.REFUSED)).isEqualTo(2);
        assertThat(report.state().reasons()).containsExactly("line 4: no order", "line 9: no order");
    }

    @Test
    void what_waits_is_listed_behind_what_was_read_and_what_is_no_order_file_is_not() throws Exception {
        Files.writeString(inbox.resolve("b.json"), "{}");
        Files.writeString(inbox.resolve("notes.txt"), "");
        Files.writeString(inbox.resolve(".hidden.json"), "");
        Files.createDirectory(inbox.resolve("folder.json"));
        InboxFiles files = files();
        files.report(file("a.json")).archived();
        files.waiting().keep(file("b.json"), "has no end yet");

        assertThat(files.latest())
                .extracting(OrderFileState::name, OrderFileState::stage)
                .containsExactly(
                        tuple("a.json", OrderFileState.Stage.DONE), tuple("b.json", OrderFileState.Stage.WAITING));
        assertThat(files.latest().get(1).reasons()).containsExactly("has no end yet");
    }

    @Test
    void the_file_in_hand_is_not_listed_twice() throws Exception {
        Files.writeString(inbox.resolve("a.json"), "{}");
        InboxFiles files = files();
        files.report(file("a.json"));

        assertThat(files.latest()).singleElement().satisfies(file -> assertThat(file.stage())
                .isEqualTo(OrderFileState.Stage.READING));
    }

    @Test
    void files_of_one_name_in_two_folders_are_two_files() throws Exception {
        Files.writeString(inbox.resolve("a.json"), "{}");
        File other =
                Files.createDirectory(inbox.resolve("other")).resolve("a.json").toFile();
        Files.writeString(other.toPath(), "{}");
        InboxFiles files = files();
        files.archiveLater(other, () -> false);
        files.waiting().keep(other, "has no end yet");

        assertThat(files.isSent(other)).isTrue();
        assertThat(files.isSent(file("a.json"))).isFalse();
        assertThat(files.latest()).singleElement().satisfies(file -> assertThat(file.reasons())
                .isEmpty());
    }

    @Test
    @Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void thousands_that_wait_are_not_each_looked_for_at_each_of_them() throws Exception {
        WaitingFiles waiting = files().waiting();
        for (int look = 0; look < 5; look++) {
            for (int i = 0; i < 5_000; i++) {
                Path link = inbox.resolve(i + ".json");
                if (look == 0) {
                    Files.createSymbolicLink(link, Path.of("nowhere"));
                }
                assertThat(waiting.keep(link.toFile(), "is a symbolic link")).isEqualTo(look == 0);
            }
        }
    }

    @Test
    void however_many_files_there_were_the_last_twenty_are_kept() {
        InboxFiles files = files();
        for (int i = 0; i < 100; i++) {
            files.report(file(i + ".json")).archived();
        }

        assertThat(files.latest()).hasSize(20).extracting(OrderFileState::name).startsWith("99.json", "98.json");
    }
}
