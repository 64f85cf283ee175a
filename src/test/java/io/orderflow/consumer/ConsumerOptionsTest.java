package io.orderflow.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.PollOnError;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;
import org.apache.camel.component.kafka.consumer.errorhandler.DiscardErrorStrategy;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerOptionsTest {

    private static final String KAFKA = "kafka:orders?groupId=a-group";
    private static final String OFFSETS = "the consumer commits an offset when its record is done, and only then";
    private static final String FAILURES =
            "the consumer tries a failed record again, as the route's onException clauses say it";

    private final CamelContext context = new DefaultCamelContext();
    private final KafkaWithGuarantees component = new KafkaWithGuarantees();

    ConsumerOptionsTest() {
        context.addComponent("kafka", component);
        context.getRegistry().bind("commits", new DefaultKafkaManualCommitFactory());
        context.getRegistry().bind("offsets", new MemoryStateRepository());
        context.getRegistry()
                .bind("handler", new org.apache.camel.support.LoggingExceptionHandler(context, getClass()));
    }

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "autoCommitEnable=true              | autoCommitEnable=true | " + OFFSETS,
                "allowManualCommit=true             | allowManualCommit=true | " + OFFSETS,
                "kafkaManualCommitFactory=#commits  | kafkaManualCommitFactory | " + OFFSETS,
                "offsetRepository=#offsets          | offsetRepository | " + OFFSETS,
                "seekTo=BEGINNING                   | seekTo | it would skip or repeat records at each start",
                "breakOnFirstError=true             | breakOnFirstError=true | " + FAILURES,
                "pollOnError=DISCARD                | pollOnError | " + FAILURES,
                "pollOnError=STOP                   | pollOnError | " + FAILURES,
                "bridgeErrorHandler=true            | bridgeErrorHandler=true | " + FAILURES,
                "exceptionHandler=#handler          | exceptionHandler | " + FAILURES,
                "batching=true                      | batching=true | a record is done by itself",
                "consumersCount=0                   | consumersCount=0 | at least one consumer reads",
                "parallel=0                         | parallel=0 | at least one key is worked on",
                "parallel=-3                        | parallel=-3 | at least one key is worked on",
                "groupInstanceId=a&consumersCount=2 | groupInstanceId and consumersCount=2 | each consumer of a group needs"
                        + " an instance id of its own",
                "autoOffsetReset=none               | autoOffsetReset=none | a group without an offset begins at the"
                        + " earliest or the latest record",
                "additionalProperties.enable.auto.commit=true | additionalProperties[enable.auto.commit] | it is an"
                        + " option of the endpoint, or of the consumer itself",
                "additionalProperties.group.id=b    | additionalProperties[group.id] | it is an option of the endpoint,"
                        + " or of the consumer itself",
                "additionalProperties.auto.offset.reset=latest | additionalProperties[auto.offset.reset] | it is an"
                        + " option of the endpoint, or of the consumer itself"
            })
    void an_option_against_the_guarantees_is_refused_with_a_sentence(String option, String name, String why) {
        assertThatThrownBy(() -> consumer(KAFKA + "&" + option))
                .hasMessage("kafka:orders can't be read with " + name + ": " + why);
    }

    static Stream<Arguments> optionsOfAll() {
        return Stream.of(
                of("autoCommitEnable=true", kafka -> kafka.getConfiguration().setAutoCommitEnable(true)),
                of("allowManualCommit=true", kafka -> kafka.getConfiguration().setAllowManualCommit(true)),
                of(
                        "kafkaManualCommitFactory",
                        kafka -> kafka.setKafkaManualCommitFactory(new DefaultKafkaManualCommitFactory())),
                of("offsetRepository", kafka -> kafka.getConfiguration()
                        .setOffsetRepository(new MemoryStateRepository())),
                of("breakOnFirstError=true", kafka -> kafka.getConfiguration().setBreakOnFirstError(true)),
                of("pollOnError", kafka -> kafka.getConfiguration().setPollOnError(PollOnError.RETRY)),
                of("pollExceptionStrategy", kafka -> kafka.setPollExceptionStrategy(new DiscardErrorStrategy(null))),
                of("batching=true", kafka -> kafka.getConfiguration().setBatching(true)),
                of("consumersCount=0", kafka -> kafka.getConfiguration().setConsumersCount(0)),
                of("autoOffsetReset=none", kafka -> kafka.getConfiguration().setAutoOffsetReset("none")),
                of("additionalProperties[group.id]", kafka -> kafka.getConfiguration()
                        .getAdditionalProperties()
                        .put("group.id", "b")));
    }

    private static Arguments of(String name, Consumer<KafkaComponent> option) {
        return Arguments.of(name, option);
    }

    @ParameterizedTest
    @MethodSource("optionsOfAll")
    void an_option_of_all_consumers_against_the_guarantees_is_refused(String name, Consumer<KafkaComponent> option) {
        option.accept(component);

        assertThatThrownBy(component::checkOptions)
                .hasMessageStartingWith("No topic can be read with camel.component.kafka." + name + ": ");
        assertThatThrownBy(() -> consumer(KAFKA)).hasMessageStartingWith("kafka:orders can't be read with " + name);
    }

    @Test
    void a_topic_is_read_in_a_group() {
        for (String uri : new String[] {"kafka:orders", "kafka:orders?groupId=RAW( )"}) {
            assertThatThrownBy(() -> consumer(uri))
                    .hasMessage("kafka:orders can't be read with no groupId: a group is what remembers how far its"
                            + " records are done");
        }
    }

    @Test
    void all_that_is_wrong_is_said_at_once() {
        assertThatThrownBy(() -> consumer("kafka:orders?batching=true&seekTo=END"))
                .hasMessageContainingAll("with seekTo: ", "; nor with batching=true: ", "; nor with no groupId: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "isolationLevel=read_uncommitted",
                "topicIsPattern=true",
                "groupInstanceId=worker-1",
                "maxPollRecords=2000",
                "autoOffsetReset=latest",
                "consumersCount=3",
                "pollTimeoutMs=100",
                "sessionTimeoutMs=10000",
                "shutdownTimeout=5000",
                "autoCommitEnable=false",
                "breakOnFirstError=false",
                "pollOnError=ERROR_HANDLER",
                "valueDeserializer=org.apache.kafka.common.serialization.StringDeserializer",
                "additionalProperties.client.rack=a"
            })
    void other_options_mean_what_they_mean_to_camel(String option) {
        assertThatCode(() -> consumer(KAFKA + "&" + option)).doesNotThrowAnyException();
    }

    @Test
    void a_producer_may_have_any_option() {
        assertThatCode(() -> context.getEndpoint("kafka:orders?parallel=0").createProducer())
                .doesNotThrowAnyException();
    }

    @Test
    void how_many_keys_are_worked_on_is_a_settings_or_the_endpoints_to_say() {
        assertThat(endpoint(KAFKA).parallel()).isEqualTo(64);
        context.getPropertiesComponent().addInitialProperty("orders.tracker.parallel", "7");
        assertThat(endpoint(KAFKA + "&clientId=b").parallel()).isEqualTo(7);
        assertThat(endpoint(KAFKA + "&parallel=1").parallel()).isEqualTo(1);
    }

    @Test
    void to_read_until_the_end_is_the_endpoints_to_say() {
        assertThat(endpoint(KAFKA).untilEnd()).isFalse();
        assertThat(endpoint(KAFKA + "&untilEnd=true").untilEnd()).isTrue();
        assertThat(endpoint(KAFKA + "&untilEnd=false").untilEnd()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parallel=many", "untilEnd=perhaps", "paralel=3"})
    void an_option_that_cannot_be_read_is_refused(String option) {
        assertThatThrownBy(() -> context.getEndpoint(KAFKA + "&" + option))
                .hasStackTraceContaining(option.substring(option.indexOf('=') + 1));
    }

    @Test
    void what_a_consumer_begins_with_is_safe() {
        var options = endpoint(KAFKA).getConfiguration();

        assertThat(options.getAutoOffsetReset()).isEqualTo("earliest");
        assertThat(options.isAutoCommitEnable()).isFalse();
        assertThat(options.getIsolationLevel()).isEqualTo("read_committed");
    }

    private KafkaWithGuarantees.Endpoint endpoint(String uri) {
        return context.getEndpoint(uri, KafkaWithGuarantees.Endpoint.class);
    }

    private void consumer(String uri) throws Exception {
        context.getEndpoint(uri).createConsumer(exchange -> {});
    }
}
