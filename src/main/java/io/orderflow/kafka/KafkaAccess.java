package io.orderflow.kafka;

import io.orderflow.failure.Causes;
import io.orderflow.settings.InvalidSettingException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What Camel's Kafka component is given (address, security), for the clients that are not Camel's. */
public final class KafkaAccess {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);
    private static final int SMALL_FETCH = 128 * 1024;
    private static final int LARGE_FETCH = 2 * 1024 * 1024;
    static final String NO_CLIENT = "The settings camel.component.kafka.* make no client of Kafka: ";

    private final CamelContext context;
    private final String brokers;

    public KafkaAccess(CamelContext context, String brokers) {
        this.context = context;
        this.brokers = brokers;
    }

    /** @throws InvalidSettingException where an option has a value that Kafka's clients don't take, or that may lose orders */
    public void check() {
        ProducerConfig producer;
        ConsumerConfig consumer;
        String acks = configuration().getRequestRequiredAcks();
        if (configuration().isEnableIdempotence() && List.of("0", "1").contains(acks)) {
            throw new InvalidSettingException(
                    "No order can be sent with camel.component.kafka.requestRequiredAcks=%s: it could be lost; wanted is all"
                            .formatted(acks));
        }
        try {
            producer = new ProducerConfig(withBrokers(configuration().createProducerProperties()));
            consumer = new ConsumerConfig(withBrokers(configuration().createConsumerProperties()));
        } catch (ConfigException | LinkageError e) {
            throw new InvalidSettingException(ClientRefusal.sentence(context, String.valueOf(e.getMessage())));
        }
        if (!producer.getBoolean(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG)) {
            throw new InvalidSettingException(
                    "No order can be sent with camel.component.kafka.enableIdempotence=false: it could be lost, be there twice, or overtake another one of its user");
        }
        List<String> assignors = consumer.getList(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
        try {
            ConsumerPartitionAssignor.getAssignorInstances(assignors, consumer.originals());
        } catch (KafkaException | LinkageError e) {
            // a name that none can have, such as a/b.C, is an Error
            throw new InvalidSettingException(ClientRefusal.ofAssignors(context, assignors));
        }
    }

    /**
     * What creates topics, with a client that is closed with it.
     *
     * @throws BrokerException where the settings make no client: a file that they name is missing, say
     */
    public Topics topics() {
        try {
            return new Topics(KafkaClients.admin(connection(), START_TIMEOUT), brokers);
        } catch (KafkaException e) {
            Throwable root = Causes.root(e);
            throw new BrokerException(
                    NO_CLIENT + (root == e ? Causes.plainReason(e) : Causes.reasons(e.getCause())), e);
        }
    }

    /** A client that only looks; it gives up soon. */
    public Admin lookingAdmin() {
        return KafkaClients.admin(connection(), LOOK_TIMEOUT);
    }

    /** A consumer that only looks into a topic: without a group, and it gives up soon. */
    public Consumer<byte[], byte[]> reader() {
        return KafkaClients.reader(connection(), LOOK_TIMEOUT, SMALL_FETCH);
    }

    /** A consumer that looks through millions of records. */
    public Consumer<byte[], byte[]> scanner() {
        return KafkaClients.reader(connection(), LOOK_TIMEOUT, LARGE_FETCH);
    }

    /**
     * A producer of transactions that gives up soon. One that was made before under the same id, anywhere, can't commit any more
     * once this one has begun.
     *
     * @param id names the transactions
     */
    @SuppressWarnings("unchecked") // camel-kafka's interface is raw
    public Producer<byte[], byte[]> transactions(String id) {
        Properties config = connection();
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        // where the program dies in one, what is read behind it stands still no longer than this and the broker's 10 s
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TRANSACTION_TIMEOUT.toMillis());
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 32 * 1024 * 1024);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return context.getRegistry().findSingleByType(KafkaClientFactory.class).getProducer(config);
    }

    /** Neither TLS nor passwords are asked for. */
    public boolean isPlaintext() {
        return SecurityProtocol.PLAINTEXT.name.equals(
                configuration().createProducerProperties().get(AdminClientConfig.SECURITY_PROTOCOL_CONFIG));
    }

    /** A record that the broker would refuse, since it is larger than this, is then refused before it is sent. */
    public void limitRecords(int bytes) {
        configuration().setMaxRequestSize(Math.min(configuration().getMaxRequestSize(), bytes));
    }

    /** Address and security for a client that is not Camel's: what the component's producers are given. */
    public Properties connection() {
        Properties config = withBrokers(configuration().createProducerProperties());
        config.keySet().retainAll(AdminClientConfig.configNames());
        return config;
    }

    private Properties withBrokers(Properties config) {
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return config;
    }

    private KafkaConfiguration configuration() {
        return context.getComponent("kafka", KafkaComponent.class).getConfiguration();
    }
}
