package io.orderflow.kafka;

import io.orderflow.failure.Causes;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/** Why the broker does not trust this program or this program not the broker: what no waiting heals. */
final class Refusal {

    private Refusal() {}

    /** One sentence for the person who can mend it: what was refused, by whom, and where that is set. */
    static String sentence(String brokers, AuthenticationException refusal) {
        if (!(refusal instanceof SslAuthenticationException)) {
            return "Kafka at %s refuses the log-in (%s); check camel.component.kafka.saslUsername, saslPassword and saslAuthType"
                    .formatted(brokers, Causes.plainReason(refusal));
        }
        Throwable root = Causes.root(refusal);
        boolean untrusted = Causes.chain(refusal).stream()
                .anyMatch(cause ->
                        cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException);
        if (root instanceof CertificateExpiredException || root instanceof CertificateNotYetValidException) {
            return "The certificate of Kafka at %s has expired or is not valid yet (%s); the broker needs a new one"
                    .formatted(brokers, Causes.plainReason(root));
        }
        if (untrusted) {
            return "The certificate of Kafka at %s was issued by no one whom this program trusts (%s); put the issuer's into camel.component.kafka.sslTruststoreLocation"
                    .formatted(brokers, Causes.plainReason(root));
        }
        if (root instanceof CertificateException) {
            return "The certificate of Kafka at %s is for another host (%s); name the broker in camel.component.kafka.brokers as its certificate does"
                    .formatted(brokers, Causes.plainReason(root));
        }
        return "No TLS connection with Kafka at %s (%s); check camel.component.kafka.securityProtocol and ssl*"
                .formatted(brokers, Causes.plainReason(root));
    }
}
