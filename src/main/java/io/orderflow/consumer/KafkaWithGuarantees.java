package io.orderflow.consumer;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaComponentConfigurer;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.component.kafka.KafkaEndpointConfigurer;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.CamelContextHelper;

/**
 * Camel's Kafka component with a consumer of its own, which keeps the program's promises for every route that reads a
 * topic: {@link RecordConsumer}. Producers are Camel's.
 *
 * <p>Consumers have two options more: {@code parallel}, how many keys are worked on at a time, and {@code untilEnd},
 * whether only what is there at the start is read.
 */
public final class KafkaWithGuarantees extends KafkaComponent {

    static final String PARALLEL = "parallel";
    static final String UNTIL_END = "untilEnd";

    /** How many keys a consumer works on at a time where its endpoint says nothing. */
    private static final String DEFAULT_PARALLEL = "{{orders.tracker.parallel:64}}";

    /** What differs from Camel's defaults, with which orders would be skipped or read before they are committed. */
    public KafkaWithGuarantees() {
        KafkaConfiguration defaults = getConfiguration();
        defaults.setAutoOffsetReset("earliest");
        defaults.setAutoCommitEnable(false);
        defaults.setIsolationLevel("read_committed");
    }

    /** Makes it the component {@code kafka} of a context, before there are routes. */
    public static void install(CamelContext context) {
        context.addComponent("kafka", new KafkaWithGuarantees());
        context.addLifecycleStrategy(new RecordRoutes(context));
    }

    /** @throws IllegalArgumentException where the options for all consumers are against the guarantees */
    public void checkOptions() {
        ConsumerOptions.check(this);
    }

    @Override
    protected KafkaEndpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        int parallel = getAndRemoveParameter(
                parameters, PARALLEL, int.class, CamelContextHelper.parseInt(getCamelContext(), DEFAULT_PARALLEL));
        boolean untilEnd = getAndRemoveParameter(parameters, UNTIL_END, boolean.class, false);
        KafkaEndpoint camels = super.createEndpoint(uri, remaining, parameters);
        Endpoint endpoint = new Endpoint(uri, this, parallel, untilEnd);
        endpoint.setCamelContext(getCamelContext());
        endpoint.setConfiguration(camels.getConfiguration());
        endpoint.setKafkaClientFactory(camels.getKafkaClientFactory());
        endpoint.setKafkaManualCommitFactory(camels.getKafkaManualCommitFactory());
        endpoint.setExceptionHandler(camels.getExceptionHandler());
        endpoint.setExchangePattern(camels.getExchangePattern());
        endpoint.setBridgeErrorHandler(camels.isBridgeErrorHandler());
        endpoint.setLazyStartProducer(camels.isLazyStartProducer());
        return endpoint;
    }

    // Camel finds these by the component's name, and a subclass has another one

    @Override
    public PropertyConfigurer getComponentPropertyConfigurer() {
        return new KafkaComponentConfigurer();
    }

    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new KafkaEndpointConfigurer();
    }

    /** A topic: what is sent there is sent by Camel's producer, what is read is read with the guarantees. */
    static final class Endpoint extends KafkaEndpoint {

        private final int parallel;
        private final boolean untilEnd;

        Endpoint(String uri, KafkaComponent component, int parallel, boolean untilEnd) {
            super(uri, component);
            this.parallel = parallel;
            this.untilEnd = untilEnd;
        }

        int parallel() {
            return parallel;
        }

        boolean untilEnd() {
            return untilEnd;
        }

        @Override
        public PollingConsumer createPollingConsumer() {
            throw new UnsupportedOperationException(
                    "kafka:%s can't be polled from within a route: what is polled there is never known to be done"
                            .formatted(getConfiguration().getTopic()));
        }

        /** @throws IllegalArgumentException where an option is against the guarantees, with a sentence */
        @Override
        public Consumer createConsumer(Processor processor) throws Exception {
            ConsumerOptions.check(this);
            RecordConsumer consumer = new RecordConsumer(this, processor);
            configureConsumer(consumer);
            return consumer;
        }
    }
}
