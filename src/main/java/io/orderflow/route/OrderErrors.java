package io.orderflow.route;

import io.orderflow.order.InvalidOrderException;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The whole error policy. What is no order goes to the dead letters at once; a broker that is away, or refuses this
 * program, is waited for; a file's step is tried again until it succeeds; a demo order that Kafka refuses for good is
 * told of.
 *
 * <p>The tracker's routes have a policy without retries: there the consumer tries again, with growing pauses in which it
 * goes on polling, until the order is processed or goes to the dead letters. That also saves the copy of each exchange
 * that Camel makes before a step that it may have to repeat.
 */
public class OrderErrors extends RouteConfigurationBuilder {
    @Override
    public void configuration() {
        OnExceptionDefinition brokerIsAway = routeConfiguration("order-errors")
                .onException(RetriableException.class, AuthenticationException.class, AuthorizationException.class)
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
                .onWhen(simple("${fromRouteId} == 'generate-orders'"))
                .handled(true)
                .log(LoggingLevel.ERROR, "❌ Not delivered: ${body}: ${exception.message}");

        routeConfiguration("tracker-errors")
                .onException(InvalidOrderException.class)
                .handled(true)
                .useOriginalMessage()
                .to("direct:dead-letter")
                .end()
                .onException(Exception.class)
                .onWhen(method("retries", "exhausted"))
                .handled(true)
                .useOriginalMessage()
                .to("direct:dead-letter")
                .end()
                .onException(Exception.class)
                .logExhausted(false);

        // a letter that can't be written fails its record, and the consumer tries that again
        routeConfiguration("dead-letter-errors").onException(Exception.class).logExhausted(false);
    }
}
