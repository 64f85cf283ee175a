package io.orderflow.order;

import static org.assertj.core.api.Assertions.assertThat;

/** What no reason has in it, since who reads it wrote the record and knows none of our libraries. */
public final class LibraryWords {

    private LibraryWords() {}

    public static void assertNoneIn(String reason) {
        assertThat(reason)
                .doesNotContainPattern(
                        "`|Feature|Stream|Constraint|\\(code |CTRL|REDACTED|Unexpected|token|[Mm]alformed")
                .doesNotContain("enable", "UTF-8 start", "java.", "org.", "Exception", "rotocol message");
    }
}
