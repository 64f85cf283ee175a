package io.orderflow.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    Path folder;

    @Test
    void a_secret_is_the_environment_variable() throws Exception {
        assertThat(secret(Map.of("KEY", "#a \"b\" \\c"))).isEqualTo("#a \"b\" \\c");
    }

    @Test
    void or_what_the_file_holds_less_the_line_end_of_the_file() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), " two \n\n");

        assertThat(secret(Map.of("KEY", "", "KEY_FILE", file.toString()))).isEqualTo(" two \n");
    }

    @Test
    void without_either_the_sentence_names_both() {
        assertThatThrownBy(() -> secret(Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "The secret KEY is missing: set the environment variable KEY to it, or KEY_FILE to the path of a file that holds it");
    }

    @Test
    void a_file_that_cant_be_read_or_is_empty_is_named() throws Exception {
        Path none = folder.resolve("none");
        Path empty = Files.createFile(folder.resolve("empty"));

        assertThatThrownBy(() -> secret(Map.of("KEY_FILE", none.toString())))
                .hasMessage("KEY_FILE=%s: the file can't be read (NoSuchFileException)", none);
        assertThatThrownBy(() -> secret(Map.of("KEY_FILE", empty.toString())))
                .hasMessage("KEY_FILE=%s: the file is empty", empty);
    }

    @Test
    void one_that_camel_would_search_for_placeholders_is_refused_and_not_told() {
        assertThatThrownBy(() -> secret(Map.of("KEY", "abc{{def}}")))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .contains("KEY")
                .doesNotContain("abc", "def");
    }

    @Test
    void a_text_is_told_without_the_secrets_in_it() {
        Secrets secrets = new Secrets(new DefaultRegistry(), Map.of("A", "abc", "B", "#xabcx")::get);
        secrets.apply("A");
        secrets.apply("B");

        assertThat(secrets.hide("no abc, no #xabcx and no xabcx"))
                .isEqualTo("no {{secret:A}}, no {{secret:B}} and no {{secret:B}}");
    }

    private static Object secret(Map<String, String> environment) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            String reference = new Secrets(context.getRegistry(), environment::get).apply("KEY");
            return context.getRegistry().lookupByName(reference.replace("#bean:", ""));
        }
    }
}
