package io.orderflow.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the files that lie in the inbox are taken, and what is said of the others. */
class OrderFileFilterTest {

    @TempDir
    Path folder;

    private boolean accepts(OrderFileFilter filter, Path inbox, String name) {
        GenericFile<File> file = new GenericFile<>();
        file.setFile(new File(inbox.toFile(), name));
        return filter.accept(file);
    }

    private static InboxFiles files(Path inbox) {
        return new InboxFiles(inbox, "json", new SimpleMeterRegistry());
    }

    private static OrderFileFilter filter(InboxFiles files) {
        return new OrderFileFilter(files, Duration.ZERO, Duration.ofHours(1));
    }

    @Test
    void a_symbolic_link_is_refused_and_said_on_the_board_wherever_it_leads() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "{}");
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        InboxFiles files = files(inbox);
        OrderFileFilter filter = filter(files);
        for (Path target : List.of(secret, folder.resolve("nowhere"), folder, Path.of("a.json"))) {
            Files.deleteIfExists(inbox.resolve("link.json"));
            Files.createSymbolicLink(inbox.resolve("link.json"), target);

            assertThat(accepts(filter, inbox, "link.json")).isFalse();
            assertThat(files.latest()).singleElement().satisfies(file -> assertThat(file.reasons())
                    .singleElement()
                    .asString()
                    .startsWith("is a symbolic link, which may lead anywhere"));
        }
    }

    @Test
    void the_inbox_itself_may_be_a_link() throws Exception {
        Path inbox = Files.createDirectory(folder.resolve("elsewhere"));
        Files.write(inbox.resolve("a.json"), "{}".getBytes(UTF_8));
        Path link = Files.createSymbolicLink(folder.resolve("inbox"), inbox);

        assertThat(accepts(filter(files(link)), link, "a.json")).isTrue();
    }

    /** Where the locale can't spell a name, making a path of it fails, as it does with a NUL under any locale. */
    @Test
    void a_name_that_makes_no_path_is_refused_without_an_exception() throws Exception {
        Files.writeString(folder.resolve("plain.json"), "{}");
        OrderFileFilter filter = filter(files(folder));

        assertThat(accepts(filter, folder, "caf\0.json")).isFalse();
        assertThat(accepts(filter, folder, "plain.json")).isTrue();
    }

    @Test
    void a_name_with_bytes_that_are_no_text_is_said_on_the_board() throws Exception {
        // by the shell, which takes bytes as they are
        assertThat(new ProcessBuilder("sh", "-c", "echo '{}' > \"$(printf 'caf\\351.json')\"")
                        .directory(folder.toFile())
                        .start()
                        .waitFor())
                .isZero();
        InboxFiles files = files(folder);
        String name = folder.toFile().list()[0];

        assertThat(accepts(filter(files), folder, name)).isFalse();
        assertThat(files.latest()).singleElement().satisfies(file -> assertThat(file.reasons())
                .singleElement()
                .asString()
                .startsWith("has a name that can't be spelled"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{}]", "[{}]\r\n", "[{}]\u001A", "{}\n\u001A\u001A", "\u001E{}\n", "\uFEFF[\n]"})
    void a_file_with_its_end_is_taken_at_once(String content) throws Exception {
        Files.writeString(folder.resolve("a.json"), content);

        assertThat(accepts(filter(files(folder)), folder, "a.json")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[{}", "[{},", "{}\n{", "{\n\u001A"})
    void a_file_without_its_end_is_waited_for(String content) throws Exception {
        Files.writeString(folder.resolve("a.json"), content);

        assertThat(accepts(filter(files(folder)), folder, "a.json")).isFalse();
    }

    @Test
    void a_file_that_is_gone_is_not_taken_and_nothing_is_said_of_it() {
        InboxFiles files = files(folder);

        assertThat(accepts(filter(files), folder, "gone.json")).isFalse();
        assertThat(files.latest()).isEmpty();
    }
}
