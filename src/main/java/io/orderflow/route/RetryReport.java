package io.orderflow.route;

import io.orderflow.failure.Causes;
import io.orderflow.order.Quotation;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.LoggerFactory;

/** Says what waits to be delivered and why, at its first retry and at each hundredth. */
public final class RetryReport implements Processor {

    private static final int EACH = 100;

    @Override
    public void process(Exchange exchange) {
        int retry = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class);
        if (retry % EACH == 1) {
            LoggerFactory.getLogger(exchange.getFromRouteId())
                    .warn(
                            "{} waits, and is tried again: {}",
                            Quotation.printable(
                                    exchange.getMessage().getHeader(Exchange.FILE_NAME, "An order", String.class)),
                            Causes.words(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
        }
    }
}
