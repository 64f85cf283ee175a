package io.orderflow.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class CausesTest {

    private final Exception cause = new IllegalStateException("out of service");

    @Test
    void a_wrapper_gives_way_to_its_cause_and_what_says_something_does_not() {
        assertThat(Causes.of(new ExecutionException(new InvocationTargetException(cause))))
                .isSameAs(cause);
        assertThat(Causes.of(new RuntimeException(cause))).isSameAs(cause);
        Exception own = new RuntimeException("the oven is cold", cause);
        assertThat(Causes.of(own)).isSameAs(own);
        assertThat(Causes.root(own)).isSameAs(cause);
    }

    @Test
    void a_failure_without_words_has_its_class_as_a_reason() {
        assertThat(Causes.reason(new NullPointerException())).isEqualTo("java.lang.NullPointerException");
    }

    @Test
    void reasons_are_each_said_once_and_those_of_wrappers_not_at_all() {
        Exception failure = new RuntimeException(
                "no connection", new ExecutionException(new RuntimeException("no connection", cause)));

        assertThat(Causes.reasons(failure)).isEqualTo("no connection: out of service");
        assertThat(Causes.reasons(new UncheckedIOException(new IOException("no space"))))
                .isEqualTo("no space");
    }

    @Test
    void causes_in_a_circle_end() {
        Exception one = new RuntimeException("one");
        Exception other = new RuntimeException("other", one);
        one.initCause(other);

        assertThat(Causes.root(one)).isIn(one, other);
        assertThat(Causes.reasons(one)).isEqualTo("one: other");
        assertThat(Causes.of(new RuntimeException(null, one))).isSameAs(one);
    }
}
