package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderflow.reload.Lines;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.kafka.KafkaComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can befall a file while it is read, and its refusals while they are written. */
class OrderFileTroubleTest extends WalkedFile {

    @Test
    void a_disk_that_does_not_take_the_refusals_holds_up_no_order_and_has_them_later() throws Exception {
        Path obstacle = Files.createFile(inbox.resolve("failed"));
        Path path =
                Files.writeString(inbox.resolve("a.ndjson"), "x\n{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\ny\n");
        OrderFile file = orderFile(path);

        assertThat(file).hasSize(3);
        assertThatThrownBy(file::completeRefusals)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "The orders of a.ndjson are delivered, but its refusals can't be written to " + obstacle);
        assertThat(file.report().stuck("a full disk")).isTrue();
        // as it is read again, for its refusals
        file.report().reached(1, 2, 1, file.refusals());
        assertThat(file.report().stuck("a full disk")).isFalse();
        Files.delete(obstacle);
        file.completeRefusals();

        assertThat(file.refusals().count()).isEqualTo(2);
        assertThat(refusals()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "No space left on device, make room there",
        "Disk quota exceeded, make room there",
        "There is not enough space on the disk, make room there",
        "Read-only file system, make that folder writable"
    })
    void where_a_file_cannot_be_archived_the_advice_fits_the_reason(String reason, String advice) {
        Path done = inbox.resolve("done");
        FileSystemException cause = new FileSystemException("a", "b", reason);

        assertThat(new Archive(inbox.resolve("a.ndjson")).obstacle("it can't be moved to", done, cause))
                .hasMessage(
                        "The orders of a.ndjson are delivered, but it can't be moved to %s (%s); %s, this is tried again",
                        done, reason, advice);
    }

    /** Between the look at a file and its reading someone may have put a link in its place. */
    @Test
    void a_link_is_not_followed() throws Exception {
        Path secret = Files.writeString(
                inbox.resolve("secret"), "password\n{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n");
        Path link = Files.createSymbolicLink(inbox.resolve("a.json"), secret);
        OrderFile file = orderFile(link);

        assertThat(file).isEmpty();
        assertThat(file.isUnchanged()).isFalse();
        assertThat(refusals()).isEmpty();
    }

    @Test
    void a_link_in_the_place_of_the_refusals_is_not_written_through() throws Exception {
        Path other = Files.writeString(inbox.resolve("other"), "keep");
        OrderFile file = orderFile(Files.writeString(inbox.resolve("a.json"), "x\n"));
        Files.createSymbolicLink(Files.createDirectories(errors.getParent()).resolve(errors.getFileName()), other);

        assertThat(file).hasSize(1);
        assertThat(other).hasContent("keep");
        assertThat(Files.isSymbolicLink(errors)).isFalse();
        assertThat(refusals()).hasSize(1);
    }

    /** To open it would wait for one who writes to it, and all other files with it. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_pipe_in_the_place_of_a_file_is_not_opened() throws Exception {
        OrderFile file = orderFile(pipe(inbox.resolve("a.json")));

        assertThat(file).isEmpty();
        assertThat(file.isUnchanged()).isFalse();
        assertThat(refusals()).isEmpty();
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_pipe_in_the_place_of_the_refusals_is_not_opened() throws Exception {
        OrderFile file = orderFile(Files.writeString(inbox.resolve("a.json"), "x\n"));
        pipe(Files.createDirectories(errors.getParent()).resolve(errors.getFileName()));

        assertThat(file).hasSize(1);
        assertThat(refusals()).hasSize(1);
    }

    private static Path pipe(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        return path;
    }

    @ParameterizedTest
    @ValueSource(strings = {"done", "failed"})
    void a_folder_of_the_archive_that_is_a_link_is_not_followed_and_said(String folder) throws Exception {
        Path elsewhere = Files.createDirectory(inbox.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(inbox.resolve(folder), elsewhere);
        String order = "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n";
        Path path = Files.writeString(inbox.resolve("a.json"), folder.equals("done") ? order : "x\n");
        OrderFile file = orderFile(path);

        assertThat(file).hasSize(1);
        assertThatThrownBy(() -> {
                    file.completeRefusals();
                    file.archive().take(file.refusals());
                })
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "The orders of a.json are delivered, but %s %s (it is a symbolic link, which may lead anywhere);"
                                + " put a folder in its place, this is tried again",
                        folder.equals("done") ? "it can't be moved to" : "its refusals can't be written to", link);
        assertThatThrownBy(() -> file.archive().take(file.refusals()))
                .hasMessageContaining("it can't be moved to " + link + " (it is a symbolic link");
        assertThat(Archive.links(inbox))
                .containsExactly("No order file can be moved to " + link
                        + ": it is a symbolic link, which may lead anywhere; put a folder in its place");
        assertThat(elsewhere).isEmptyDirectory();
        file.refusals().forget();

        Files.delete(link);
        file.iterator().forEachRemaining(message -> {});
        file.completeRefusals();
        file.archive().take(file.refusals());
        assertThat(inbox.resolve(folder).resolve("a.json")).exists();
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void a_link_to_nothing_in_the_archive_has_its_name_and_is_not_overwritten() throws Exception {
        Path link = Files.createSymbolicLink(
                Files.createDirectory(inbox.resolve("done")).resolve("a.json"), inbox.resolve("nothing"));
        OrderFile file = walk("a.json", "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n");
        file.archive().take(file.refusals());

        assertThat(link).isSymbolicLink();
        assertThat(inbox.resolve("done").resolve("a-2.json")).exists();
    }

    @Test
    void what_nobody_has_foreseen_is_a_refusal_without_the_name_of_a_class() throws Exception {
        CamelContext broken = doubleOf(CamelContext.class, method -> {
            throw new IndexOutOfBoundsException("Index 3 out of bounds for length 3");
        });
        Exchange in = doubleOf(Exchange.class, method -> method.equals("getContext") ? broken : false);
        Path path = Files.writeString(inbox.resolve("a.ndjson"), "x\n");
        Archive archive = new Archive(path);
        errors = archive.draft();
        OrderFile file = new OrderFile(
                in,
                archive,
                "dead",
                MAX_REQUEST_SIZE,
                new InboxFiles(inbox, "ndjson", meters).report(path.toFile()),
                () -> false);

        assertThat(file).isEmpty();
        assertThat(refusals()).hasSize(2).last().asString().endsWith("the rest can't be read: a fault in the program");
    }

    private static <T> T doubleOf(Class<T> type, Function<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.apply(method.getName())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shrinks", "grows", "is another", "is gone"})
    void a_file_that_changes_while_it_is_read_is_known_to_be_another_and_does_no_harm(String change) throws Exception {
        byte[] line = "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n".getBytes(UTF_8);
        Path path = inbox.resolve("a.json");
        try (OutputStream out = Files.newOutputStream(path)) {
            for (int i = 0; i < 20_000; i++) {
                out.write(line);
            }
        }
        OrderFile file = orderFile(path);
        Iterator<Message> walk = file.iterator();
        walk.next();
        switch (change) {
            case "shrinks" ->
                Files.newByteChannel(path, WRITE).truncate(200_000).close();
            case "grows" -> Files.write(path, line, APPEND);
            case "is another" -> Files.move(Files.write(inbox.resolve("b"), line), path, REPLACE_EXISTING);
            default -> Files.delete(path);
        }
        walk.forEachRemaining(message -> {});

        if (change.equals("is gone")) {
            assertThat(file.orders()).isEqualTo(20_000);
        } else {
            assertThat(file.isUnchanged()).isFalse();
        }
    }

    /** The program stops: what was not read is no fault of the file, which must not end in failed/ for it. */
    @Test
    void an_interrupted_walk_fails_and_refuses_nothing() throws Exception {
        Path path = Files.writeString(
                inbox.resolve("a.json"), "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n".repeat(9));
        OrderFile file = orderFile(path);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> file.iterator().hasNext()).isInstanceOf(UncheckedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(file.refusals().count()).isZero();
        assertThat(file).hasSize(9);
    }

    @Test
    void a_walk_ends_early_where_a_delivery_failed_and_the_next_begins_anew() throws Exception {
        Path path = Files.writeString(
                inbox.resolve("a.ndjson"), "x\n{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n".repeat(3));
        OrderFile file = orderFile(path);
        var walk = file.iterator();
        walk.next();
        exchange.setException(new IllegalStateException("broker away"));
        assertThat(walk.hasNext()).isFalse();
        exchange.setException(null);

        assertThat(file).hasSize(6);
        assertThat(file.orders()).isEqualTo(3);
        assertThat(file.refusals().count()).isEqualTo(3);
    }

    @Test
    void a_file_that_is_read_when_the_program_ends_is_cut_behind_what_was_read_and_stays() throws Exception {
        String order = "{\"user\":\"a\",\"item\":\"x\",\"quantity\":1}\n";
        Path path = Files.writeString(inbox.resolve("many.ndjson"), order.repeat(5));
        InboxFiles files = new InboxFiles(inbox, "ndjson", meters);
        Inbox bean = new Inbox("orders", "dead", files);
        exchange.getContext().addComponent("kafka", new KafkaComponent());
        OrderFile file = bean.read(path.toFile(), exchange);
        Iterator<Message> walk = file.iterator();
        walk.next();
        walk.next();
        files.end();

        assertThat(walk.hasNext()).isFalse();
        try (Lines lines = new Lines("receive-orders")) {
            bean.archive(file);
            assertThat(lines.all())
                    .containsExactly("The program ends: many.ndjson stays in the inbox, 2 orders of it are delivered,"
                            + " and it is read again after the next start");
        }
        assertThat(path).exists();
        GenericFile<File> again = new GenericFile<>();
        again.setFile(path.toFile());
        assertThat(new OrderFileFilter(files, Duration.ZERO, Duration.ZERO).accept(again))
                .as("it is not begun again")
                .isFalse();
    }
}
