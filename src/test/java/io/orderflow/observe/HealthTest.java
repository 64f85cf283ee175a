package io.orderflow.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class HealthTest {

    @Test
    void what_is_wrong_is_shown_without_what_a_terminal_would_obey_and_not_to_everyone() throws Exception {
        ReadyCheck recovery = new ReadyCheck("recovery", result -> result.down().message("\u202eit is gone"));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Answer answer = new Health(context, recovery, List.of(), true).live();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body())
                    .startsWith(
                            "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"recovery\",\"status\":\"DOWN\",\"data\":{")
                    .contains("\"message\":\"\\u202eit is gone\"");
            assertThat(new Health(context, recovery, List.of(), false).live().body())
                    .endsWith("[{\"name\":\"recovery\",\"status\":\"DOWN\"}]}");
        }
    }
}
