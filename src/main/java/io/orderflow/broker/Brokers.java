package io.orderflow.broker;

import io.orderflow.kafka.BrokerException;
import io.orderflow.kafka.KafkaClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Service;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a broker at the address of the settings, where there is none. */
public final class Brokers {

    private static final Logger LOG = LoggerFactory.getLogger("embedded-broker");
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private Brokers() {}

    /**
     * Starts a broker where the address is this machine's and nobody answers there.
     *
     * @param brokers   host:port, or several of them separated by commas; several are never this machine's one broker
     * @param directory where the broker keeps its data
     * @return the broker, to be stopped after the routes; empty where another one is used
     * @throws BrokerException where the address is taken by something that isn't Kafka, or the broker can't start
     */
    public static Optional<Service> startWhereNobodyAnswers(String brokers, Path directory)
            throws InterruptedException {
        if (brokers.contains(",")) {
            return Optional.empty();
        }
        BrokerAddress address = BrokerAddress.parse(brokers.trim());
        if (!address.isThisMachine()) {
            return Optional.empty();
        }
        boolean taken = address.answers();
        if (taken && isKafka(address)) {
            LOG.info("Using the Kafka that is running at {}", address);
            return Optional.empty();
        }
        EmbeddedBroker broker = new EmbeddedBroker(address, directory);
        if (!broker.lock()) {
            LOG.info("Another process has its broker's data in {}: waiting for that broker at {}", directory, address);
            return Optional.empty();
        }
        if (taken) {
            broker.unlock();
            throw new BrokerException(
                    "%s is taken, but what listens there does not answer as Kafka; stop it, or name another address in camel.component.kafka.brokers; a Kafka with TLS or passwords wants camel.component.kafka.saslAuthType or securityProtocol"
                            .formatted(address));
        }
        broker.start();
        return Optional.of(broker);
    }

    private static boolean isKafka(BrokerAddress address) throws InterruptedException {
        Properties config = new Properties();
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address.toString());
        Admin admin = KafkaClients.admin(config, PATIENCE);
        try {
            admin.describeCluster().nodes().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.debug("{} does not answer as Kafka", address, e);
            return false;
        } finally {
            admin.close(Duration.ZERO);
        }
    }
}
