package io.orderflow.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the page. */
class BoardFilesTest {

    @Test
    void no_script_makes_markup_or_code_of_a_text() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/board"))) {
            List<Path> scripts =
                    files.filter(file -> file.toString().endsWith(".js")).toList();

            assertThat(scripts)
                    .hasSizeGreaterThan(5)
                    .allSatisfy(
                            script -> assertThat(script)
                                    .content()
                                    .doesNotContainPattern(
                                            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|new Function|srcdoc|DOMParser"));
        }
    }
}
