package io.orderflow.kafka;

import io.orderflow.settings.InvalidSettingException;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** What Camel's Kafka component is given (address, security), for the clients that are not Camel's. */
public final class KafkaAccess {

    private static final int ADMIN_TIMEOUT_MS = 5_000;
    private static final String NO_CLIENT = "The settings camel.component.kafka.* make no client of Kafka: ";

    private final CamelContext context;
    private final String brokers;

    public KafkaAccess(CamelContext context, String brokers) {
        this.context = context;
        this.brokers = brokers;
    }

    /** Address and security alone, for a client of any kind; what the component's producers are given holds for all. */
    public Properties connection() {
        Properties config = withBrokers(configuration().createProducerProperties());
        config.keySet().retainAll(AdminClientConfig.configNames());
        config.remove(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG);
        config.remove(AdminClientConfig.CLIENT_ID_CONFIG);
        return config;
    }

    /** The same for an admin client, which gives up after five seconds. */
    public Properties adminConfig() {
        Properties config = connection();
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        return config;
    }

    /** @throws InvalidSettingException where an option has a value that Kafka's clients don't take */
    public void check() {
        try {
            new ProducerConfig(withBrokers(configuration().createProducerProperties()));
            new ConsumerConfig(withBrokers(configuration().createConsumerProperties()));
        } catch (ConfigException e) {
            throw new InvalidSettingException(NO_CLIENT + e.getMessage());
        }
    }

    /** @throws BrokerException where the settings make no client: a file that they name, say */
    public Admin admin() {
        try {
            return Admin.create(adminConfig());
        } catch (KafkaException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new BrokerException(
                    NO_CLIENT + (cause == e ? "" : e.getCause().getMessage() + ": ") + cause.getMessage(), e);
        }
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

    private Properties withBrokers(Properties config) {
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return config;
    }

    private KafkaConfiguration configuration() {
        return context.getComponent("kafka", KafkaComponent.class).getConfiguration();
    }
}
