package io.orderflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ClassListTest {

    private final Properties config = new Properties();

    @Test
    void a_class_is_added_to_the_defaults_to_a_text_and_to_a_list() {
        assertThat(added("d")).isEqualTo(List.of("d", "x"));
        config.put("classes", "a, b,");
        assertThat(added("d")).isEqualTo(List.of("a", "b", "x"));
        assertThat(added("d")).isEqualTo(List.of("a", "b", "x", "x"));
        config.put("classes", " ");
        assertThat(added("d")).isEqualTo(List.of("x"));
        config.put("classes", List.of(String.class));
        assertThat(added()).isEqualTo(List.of(String.class, "x"));
    }

    private Object added(String... defaults) {
        ClassList.add(config, "classes", "x", defaults);
        return config.get("classes");
    }
}
