package io.orderflow.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Your step: an example to begin with. See docs/your-own-step.md for what else it can look at. */
class ProcessOrderTest {

    private static final String ORDER =
            """
            {"order_id": "o-1", "user": "lucy", "item": "iced tea", "quantity": 3, "price": 2.50}
            """;

    @Test
    void an_order_goes_through_the_step_in_yaml() throws Exception {
        try (StepRun run = StepRun.yaml()) {
            run.give(ORDER);

            assertThat(run.failures()).as(run::toString).isEmpty();
        }
    }

    @Test
    void an_order_goes_through_the_step_in_java() throws Exception {
        try (StepRun run = StepRun.java()) {
            run.give(ORDER);

            assertThat(run.failures()).as(run::toString).isEmpty();
        }
    }
}
