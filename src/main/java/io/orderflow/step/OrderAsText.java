package io.orderflow.step;

import io.orderflow.order.Order;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.spi.InterceptSendToEndpoint;
import org.apache.camel.support.DefaultInterceptSendToEndpoint;

/**
 * Sends an order as the text of its JSON where a component goes by a body's class: those of JMS would send it as bytes, which
 * who reads a queue of JSON does not expect. The steps that follow have the order.
 */
public final class OrderAsText implements EndpointStrategy {

    private static final Pattern JMS = Pattern.compile("(jms|sjms2?|activemq6?|amqp):.*", Pattern.DOTALL);
    private static final String SENT = OrderAsText.class.getName();

    private record Sent(Order order, String text) {}

    private OrderAsText() {}

    /** To be called before there are endpoints. */
    public static void install(CamelContext context) {
        context.getCamelContextExtension().registerEndpointCallback(new OrderAsText());
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        if (endpoint instanceof InterceptSendToEndpoint || !JMS.matcher(uri).matches()) {
            return endpoint;
        }
        DefaultInterceptSendToEndpoint sending = new DefaultInterceptSendToEndpoint(endpoint, false);
        sending.setBefore(OrderAsText::toText);
        sending.setAfter(OrderAsText::toOrder);
        return sending;
    }

    private static void toText(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof Order order) {
            Sent sent = new Sent(order, exchange.getMessage().getBody(String.class));
            exchange.setProperty(SENT, sent);
            exchange.getMessage().setBody(sent.text());
        }
    }

    /** Unless there was an answer. */
    private static void toOrder(Exchange exchange) {
        if (exchange.removeProperty(SENT) instanceof Sent sent
                && exchange.getMessage().getBody() == sent.text()) {
            exchange.getMessage().setBody(sent.order());
        }
    }
}
