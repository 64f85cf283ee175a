package io.orderflow.route;

import io.orderflow.failure.ProgramEndsException;
import io.orderflow.kafka.RegistryAwayException;
import io.orderflow.order.InvalidOrderException;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The whole error policy. A record that is no order goes to the dead-letter topic at once; a broker that is away or
 * refuses this program is waited for; a step of receive-orders is retried until it succeeds; a demo order that Kafka
 * refuses for good is logged.
 *
 * <p>{@code tracker-errors} is the policy of every consumer of a topic: a failed record is retried from the beginning of
 * its route, and in the pauses only the records of its key wait.
 */
class OrderErrors extends RouteConfigurationBuilder {
    @Override
    public void configuration() {
        routeConfiguration("order-errors")
                .onException(RetriableException.class, AuthenticationException.class, AuthorizationException.class)
                .maximumRedeliveries(-1)
                .redeliveryDelay("{{orders.retry.delay}}")
                .useExponentialBackOff()
                .maximumRedeliveryDelay("{{orders.retry.max-delay}}")
                .onRedeliveryRef("retryReport")
                .end()
                .onException(ProgramEndsException.class)
                .onWhen(simple("${fromRouteId} == 'receive-orders'"))
                .handled(true)
                .log("${header.CamelFileName} stays in the inbox for the next start: ${exception.message}")
                .end()
                .onException(Exception.class)
                .onWhen(simple("${fromRouteId} == 'receive-orders'"))
                .maximumRedeliveries(-1)
                .redeliveryDelay("{{orders.retry.delay}}")
                .useExponentialBackOff()
                .maximumRedeliveryDelay("{{orders.retry.max-delay}}")
                .onRedeliveryRef("retryReport")
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
                .onException(RegistryAwayException.class)
                .maximumRedeliveries(-1)
                .redeliveryDelay("{{orders.retry.delay}}")
                .useExponentialBackOff()
                .maximumRedeliveryDelay("{{orders.retry.max-delay}}")
                .end()
                .onException(Throwable.class)
                .maximumRedeliveries("{{orders.retry.attempts}}")
                .redeliveryDelay("{{orders.retry.delay}}")
                .useExponentialBackOff()
                .maximumRedeliveryDelay("{{orders.retry.max-delay}}")
                .handled(true)
                .useOriginalMessage()
                .to("direct:dead-letter");
    }
}
