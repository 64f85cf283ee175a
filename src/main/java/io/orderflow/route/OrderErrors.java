package io.orderflow.route;

import io.orderflow.order.InvalidOrderException;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The whole error policy. What is no order goes to the dead letters at once; a broker that is away is waited for; a
 * file's step is tried again until it succeeds; a step of the tracker that fails is tried again with growing pauses, and
 * then the order goes to the dead letters.
 *
 * <p>Where a step may be tried again, Camel copies each exchange before it. That is too much for track-orders, at
 * hundreds of thousands of orders a second, so it has the part of the policy without retries.
 */
public class OrderErrors extends RouteConfigurationBuilder {
    @Override
    public void configuration() {
        routeConfiguration("unreadable-orders")
                .onException(InvalidOrderException.class)
                .handled(true)
                .useOriginalMessage()
                .to("direct:dead-letter");

        OnExceptionDefinition brokerIsAway = routeConfiguration("order-errors")
                .onException(InvalidOrderException.class)
                .handled(true)
                .useOriginalMessage()
                .to("direct:dead-letter")
                .end()
                .onException(RetriableException.class)
                .maximumRedeliveries(-1)
                .redeliveryDelay("{{orders.retry.delay}}")
                .useExponentialBackOff()
                .maximumRedeliveryDelay("{{orders.retry.max-delay}}")
                .retryAttemptedLogLevel(LoggingLevel.WARN);
        // said once, and then at long intervals
        brokerIsAway.getRedeliveryPolicyType().retryAttemptedLogInterval("100");
        brokerIsAway
                .end()
                .onException(Exception.class)
                .onWhen(simple("${fromRouteId} == 'receive-orders'"))
                .maximumRedeliveries(-1)
                .redeliveryDelay("{{orders.retry.delay}}")
                .useExponentialBackOff()
                .maximumRedeliveryDelay("{{orders.retry.max-delay}}")
                .retryAttemptedLogLevel(LoggingLevel.WARN)
                .end()
                .onException(Exception.class)
                .onWhen(simple("${fromRouteId} == 'track-orders' && ${routeId} != 'dead-letter'"))
                .maximumRedeliveries("{{orders.retry.attempts}}")
                .redeliveryDelay("{{orders.retry.delay}}")
                .useExponentialBackOff()
                .maximumRedeliveryDelay("{{orders.retry.max-delay}}")
                .retryAttemptedLogLevel(LoggingLevel.WARN)
                .handled(true)
                .useOriginalMessage()
                .to("direct:dead-letter");
    }
}
