package io.orderflow.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

    @ParameterizedTest
    @MethodSource("unforeseen")
    void the_words_for_what_nobody_has_foreseen_name_no_class(Throwable failure, String words) {
        assertThat(Causes.words(failure)).isEqualTo(words);
        assertThat(Causes.reasons(failure)).isEqualTo(words);
    }

    static Stream<Arguments> unforeseen() {
        String fault = "a fault in the program";
        return Stream.of(
                Arguments.of(new NullPointerException("Cannot invoke \"io.orderflow.order.Order.user()\""), fault),
                Arguments.of(new ClassCastException("class java.lang.String cannot be cast to class a.B"), fault),
                Arguments.of(new IndexOutOfBoundsException("Index 3 out of bounds for length 3"), fault),
                Arguments.of(new IllegalStateException(), fault),
                Arguments.of(new NoClassDefFoundError("a/Class"), fault),
                Arguments.of(new IllegalArgumentException("java.util.zip.Inflater is closed"), fault),
                Arguments.of(new StackOverflowError(), "something is nested too deep"),
                Arguments.of(new OutOfMemoryError("Java heap space"), "too little memory"),
                Arguments.of(new ExecutionException(new TimeoutException()), "no answer in time"),
                Arguments.of(new AccessDeniedException("/a"), "this program has not the right to"),
                Arguments.of(new NoSuchFileException("/a"), "there is no such file or folder"),
                Arguments.of(
                        new UncheckedIOException(new FileSystemLoopException("a/b")),
                        "the link a/b leads back to a folder that it is in"),
                Arguments.of(new FileSystemException("/a"), "the file system says no more of it"),
                Arguments.of(new FileSystemException("/a", null, "Read-only file system"), "Read-only file system"),
                Arguments.of(new RuntimeException(new IOException("Input/output error")), "Input/output error"),
                Arguments.of(new IOException("lunch.Monday is no gzip"), "lunch.Monday is no gzip"));
    }

    /** Of libraries that say little, or their own class. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            org.apache.kafka.common.errors.DisconnectException         |                    | the connection was lost
            org.apache.kafka.common.errors.NotCoordinatorException     |                    | not coordinator
            org.apache.kafka.common.KafkaException                     | org.apache.kafka.common.errors.DisconnectException | the connection was lost
            org.apache.kafka.common.KafkaException                     | It failed: org.apache.kafka.common.errors.DisconnectException | It failed: the connection was lost
            org.apache.camel.RuntimeCamelException                     | java.io.IOException: no space left | no space left
            org.apache.camel.RuntimeCamelException                     | Not found: java.io.IOException: a property is missing | Not found: a property is missing
            java.io.IOException                                        | a.b.C$DException: no | no
            java.net.ConnectException                                  |                    | there is no connection
            java.net.UnknownHostException                              | kafka-1            | there is no host kafka-1
            java.net.http.HttpConnectTimeoutException                  | ''                 | no answer in time
            java.io.EOFException                                       |                    | it ends too early
            """)
    void a_library_that_names_a_class_or_says_nothing_is_put_into_words(String type, String message, String words)
            throws Exception {
        Throwable failure =
                (Throwable) Class.forName(type).getConstructor(String.class).newInstance(message);
        assertThat(Causes.words(failure)).isEqualTo(words);
        assertThat(Causes.reasons(new ExecutionException(failure))).isEqualTo(words);
        if (!type.endsWith("UnknownHostException")) {
            assertThat(Causes.plainReason(failure)).isEqualTo(words);
        }
    }

    @Test
    void the_class_of_a_bean_stays_in_a_reason_for_who_has_written_it() {
        assertThat(Causes.plainReason(
                        new Exception("no bean of com.example.shop.Till: com.example.shop.TillException: shut")))
                .isEqualTo("no bean of com.example.shop.Till: shut");
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
