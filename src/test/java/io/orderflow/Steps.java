package io.orderflow;

/** The file of process-order, with steps of a test's own: a list in YAML. */
public final class Steps {

    /** What the tests' own step says of an order. */
    public static final String RECEIVED = "📦 Received order: ";

    /** Says what it received. */
    public static final String LOG =
            """
            - log:
                message: "📦 Received order: ${body}"
            """;

    /** Says the id of what it received. */
    public static final String LOG_ID =
            """
            - log:
                message: "📦 Received order: ${body.orderId}"
            """;

    /** Fails for an order of "trouble". */
    public static final String FAIL =
            """
            - filter:
                expression:
                  simple:
                    expression: ${body.item} == 'trouble'
                steps:
                  - log:
                      message: "Trying ${body.orderId}"
                  - throwException:
                      exceptionType: java.lang.IllegalStateException
                      message: the stove is cold
            """;

    private static final String ROUTE =
            """
            - route:
                id: process-order
                routeConfigurationId: tracker-errors
                from:
                  uri: direct:process-order
                  steps:
            """;

    private Steps() {}

    public static String processOrder(String... steps) {
        return ROUTE + String.join("", steps).indent(8);
    }

    /** Takes its time for each order. */
    public static String delay(int milliseconds) {
        return """
            - delay:
                expression:
                  constant:
                    expression: "%d"
            """
                .formatted(milliseconds);
    }
}
