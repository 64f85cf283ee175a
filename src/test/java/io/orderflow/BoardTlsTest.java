package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orderflow.observe.Answer;
import io.orderflow.observe.WebServer;
import io.orderflow.reload.Lines;
import io.orderflow.settings.ServerOptions;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The board by TLS, with a certificate that is exchanged while it runs. */
class BoardTlsTest {

    @TempDir
    Path folder;

    @Test
    void it_speaks_tls_with_the_certificate_of_the_file_and_takes_a_new_one() throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.serverStore("first", "localhost", "-1d", 2);
        certificates.serverStore("second", "localhost", "-1d", 30);
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        certificates.trustStore();
        certificates.writePem("first", certificate, key);
        DefaultCamelContext context = new DefaultCamelContext();
        WebServer server = new WebServer(context, options(certificate, key));
        server.start();
        try {
            server.site().get("/hello", () -> new Answer(200, "text/plain", "hello"));
            URI address = URI.create(server.address());
            assertThat(address.getScheme()).isEqualTo("https");
            X509Certificate first = certificateOf(address);
            certificates.writePem("second", certificate, key);
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> !certificateOf(address)
                    .equals(first));
            X509Certificate second = certificateOf(address);
            assertThat(second.getNotAfter()).isAfter(first.getNotAfter());
        } finally {
            server.stop();
            context.stop();
        }
    }

    @Test
    void a_wrong_new_pair_is_warned_of_once_and_the_one_from_before_is_still_served() throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.serverStore("first", "localhost", "-1d", 2);
        certificates.serverStore("second", "localhost", "-1d", 30);
        certificates.trustStore();
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        Path newCertificate = folder.resolve("new.crt");
        Path newKey = folder.resolve("new.key");
        certificates.writePem("first", certificate, key);
        certificates.writePem("second", newCertificate, newKey);
        DefaultCamelContext context = new DefaultCamelContext();
        WebServer server = new WebServer(context, options(certificate, key));
        try (Lines lines = new Lines("board")) {
            server.start();
            server.site().get("/hello", () -> new Answer(200, "text/plain", "hello"));
            URI address = URI.create(server.address());
            X509Certificate first = certificateOf(address);
            Files.move(newKey, key, StandardCopyOption.ATOMIC_MOVE);
            await().atMost(Duration.ofSeconds(20)).until(() -> !lines.all().isEmpty());
            // it is looked at again every two seconds
            await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                            lines.all())
                    .singleElement()
                    .asString()
                    .contains("the key is another certificate's")
                    .endsWith("; the one from before is kept"));
            assertThat(certificateOf(address)).isEqualTo(first);

            Files.move(newCertificate, certificate, StandardCopyOption.ATOMIC_MOVE);
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> !certificateOf(address)
                    .equals(first));
        } finally {
            server.stop();
            context.stop();
        }
    }

    @Test
    void a_certificate_that_can_not_be_used_stops_the_start_with_a_sentence() throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.serverStore("first", "localhost", "-1d", 2);
        certificates.serverStore("second", "localhost", "-1d", 2);
        Path broken = folder.resolve("tls.crt");
        certificates.writePem("second", folder.resolve("other.crt"), folder.resolve("other.key"));
        certificates.writePem("first", broken, folder.resolve("tls.key"));
        DefaultCamelContext context = new DefaultCamelContext();
        WebServer server = new WebServer(context, options(broken, folder.resolve("none.key")));

        assertThatThrownBy(server::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("orders.http.certificate=" + broken + " with orders.http.key=")
                .hasMessageEndingWith("can't be read: %s: there is no such file or folder", folder.resolve("none.key"));
        server.stop();
        WebServer unpaired = new WebServer(context, options(broken, folder.resolve("other.key")));
        assertThatThrownBy(unpaired::start).hasMessageContaining("the key is another certificate's");
        unpaired.stop();
    }

    private static ServerOptions options(Path certificate, Path key) {
        return new ServerOptions("localhost", 0, "orders", "", false, certificate.toString(), key.toString(), 0);
    }

    /** Asks as one that trusts the authority alone, and gives the certificate with which it was answered. */
    private X509Certificate certificateOf(URI address) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(folder.resolve("authority.pem"))) {
            trusted.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, managers.getTrustManagers(), null);
        HttpsURLConnection connection =
                (HttpsURLConnection) address.resolve("/hello").toURL().openConnection();
        connection.setSSLSocketFactory(tls.getSocketFactory());
        connection.setRequestProperty("Connection", "close");
        assertThat(connection.getResponseCode()).isEqualTo(200);
        return (X509Certificate) connection.getServerCertificates()[0];
    }
}
