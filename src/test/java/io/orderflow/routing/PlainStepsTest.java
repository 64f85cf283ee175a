package io.orderflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderflow.reload.Lines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.UnmarshalDefinition;
import org.apache.camel.model.dataformat.CustomDataFormat;
import org.apache.camel.spi.CamelLogger;
import org.apache.camel.spi.LogListener;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainStepsTest {

    private static final String ROUTE = "plain";

    /** A text whose bytes are said to be an order, or whatever. */
    record Text(String text) {
        @Override
        public String toString() {
            return "<" + text + ">";
        }
    }

    /** Makes a text of bytes, and refuses what is "bad". */
    static class TextFormat extends ServiceSupport implements BodyFormat {

        @Override
        public void marshal(Exchange exchange, Object body, OutputStream out) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object unmarshal(Exchange exchange, InputStream in) throws IOException {
            return text(new String(in.readAllBytes()));
        }

        @Override
        public Object unmarshal(Exchange exchange, Object body) throws IOException {
            if (body instanceof InputStream in) {
                return unmarshal(exchange, in);
            }
            return text(exchange.getContext().getTypeConverter().convertTo(String.class, exchange, body));
        }

        private static Text text(String text) {
            if ("bad".equals(text)) {
                throw new IllegalArgumentException("bad");
            }
            return new Text(text);
        }
    }

    interface Steps {
        void addTo(RouteDefinition route);
    }

    private static Exchange run(boolean onStack, Steps steps, Object body, LogListener listener) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            if (onStack) {
                StackRouting.install(context, Text.class);
            }
            if (listener != null) {
                context.getCamelContextExtension().addLogListener(listener);
            }
            context.getRegistry().bind("text", new TextFormat());
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    steps.addTo(from("direct:start").routeId(ROUTE).errorHandler(noErrorHandler()));
                }
            });
            context.start();
            Exchange exchange = new DefaultExchange(context);
            exchange.getIn().setHeader("came", "with");
            exchange.getIn().setBody(body);
            return context.createProducerTemplate().send("direct:start", exchange);
        }
    }

    private static List<String> lines(boolean onStack, Steps steps, Object body) throws Exception {
        try (Lines lines = new Lines(ROUTE)) {
            run(onStack, steps, body, null);
            return lines.all();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body}",
                "got ${body}",
                "  got ${body} at last  ",
                "📦 Received order: ${body}",
                "${body} and ${body}",
                "${header.came} ${body}",
                "{} ${body} {}",
                "a\\nb ${body}",
                "$ ${body}",
                "no body",
                "${in.body}",
                "${bodyAs(String)}",
                "'${body}' \"quoted\""
            })
    void a_line_is_the_one_that_camel_writes(String message) throws Exception {
        for (Object body : new Object[] {new Text("pizza"), "pizza", 7, null, new Text("{} %s ${x}")}) {
            List<String> expected = lines(false, route -> route.log(message), body);
            assertThat(expected).hasSize(1);
            assertThat(lines(true, route -> route.log(message), body)).isEqualTo(expected);
        }
    }

    @Test
    void a_line_at_another_level_or_with_a_marker_is_the_one_that_camel_writes() throws Exception {
        Steps steps = route ->
                route.log(LoggingLevel.WARN, "got ${body}").log(LoggingLevel.INFO, ROUTE, "mark", "got ${body}");
        assertThat(lines(true, steps, new Text("pizza"))).containsExactly("got <pizza>", "got <pizza>");
    }

    @Test
    void who_listens_to_lines_hears_them() throws Exception {
        List<String> heard = new ArrayList<>();
        Lines lines = new Lines(ROUTE);
        run(true, route -> route.log("got ${body}"), new Text("pizza"), new LogListener() {
            @Override
            public String onLog(Exchange exchange, CamelLogger logger, String message) {
                heard.add(message);
                return message;
            }
        });
        lines.close();
        assertThat(heard).containsExactly("got <pizza>");
    }

    /** Which the tracker's speed depends on. */
    @Test
    void a_body_in_a_line_is_put_there_by_the_logger() throws Exception {
        try (Lines lines = new Lines(ROUTE)) {
            run(true, route -> route.log("got ${body}"), new Text("pizza"), null);
            assertThat(lines.formats()).containsExactly("got {}");
        }
    }

    private static Steps unmarshal() {
        return route -> route.unmarshal(new CustomDataFormat("text"));
    }

    @Test
    void a_body_is_unmarshalled_and_the_rest_of_the_message_stays() throws Exception {
        for (boolean onStack : new boolean[] {false, true}) {
            Exchange exchange = run(onStack, unmarshal(), "pizza".getBytes(), null);
            assertThat(exchange.getMessage().getBody()).isEqualTo(new Text("pizza"));
            assertThat(exchange.getMessage().getHeader("came")).isEqualTo("with");
        }
    }

    @Test
    void a_body_that_is_refused_stays_and_is_a_failure() throws Exception {
        for (boolean onStack : new boolean[] {false, true}) {
            Exchange exchange = run(onStack, unmarshal(), "bad", null);
            assertThat(exchange.getException()).isInstanceOf(IllegalArgumentException.class);
            assertThat(exchange.getMessage().getBody()).isEqualTo("bad");
        }
    }

    @Test
    void a_stream_is_closed_when_it_was_read() throws Exception {
        for (boolean onStack : new boolean[] {false, true}) {
            AtomicBoolean closed = new AtomicBoolean();
            InputStream stream = new ByteArrayInputStream("pizza".getBytes()) {
                @Override
                public void close() {
                    closed.set(true);
                }
            };
            Exchange exchange = run(onStack, unmarshal(), stream, null);
            assertThat(exchange.getMessage().getBody()).isEqualTo(new Text("pizza"));
            assertThat(closed).isTrue();
        }
    }

    @Test
    void what_a_variable_is_to_be_given_is_not_put_into_the_body() throws Exception {
        for (boolean onStack : new boolean[] {false, true}) {
            Exchange exchange = run(
                    onStack,
                    route -> {
                        UnmarshalDefinition step = new UnmarshalDefinition(new CustomDataFormat("text"));
                        step.setVariableReceive("x");
                        route.addOutput(step);
                    },
                    "pizza",
                    null);
            assertThat(exchange.getVariable("x")).isEqualTo(new Text("pizza"));
            assertThat(exchange.getMessage().getBody()).isEqualTo("pizza");
        }
    }

    @Test
    void a_copy_that_was_made_before_keeps_its_body() throws Exception {
        for (boolean onStack : new boolean[] {false, true}) {
            List<Object> copied = new ArrayList<>();
            run(
                    onStack,
                    route -> route.process(e -> copied.add(e.copy()))
                            .unmarshal(new CustomDataFormat("text"))
                            .process(e -> copied.add(
                                    ((Exchange) copied.get(0)).getMessage().getBody())),
                    "pizza",
                    null);
            assertThat(copied.get(1)).isEqualTo("pizza");
        }
    }
}
