package io.orderflow.observe;

import io.orderflow.failure.Causes;
import io.orderflow.settings.ServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.util.List;
import javax.net.ssl.X509KeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's certificate and key, read again when their files change. To be used in one thread. */
final class Certificate {

    private static final Logger LOG = LoggerFactory.getLogger("board");

    private final Vertx vertx;
    private final Path certificate;
    private final Path key;
    private Pair seen;

    private record Pair(Buffer certificate, Buffer key) {

        PemKeyCertOptions options() {
            return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
        }
    }

    Certificate(Vertx vertx, ServerOptions options) {
        this.vertx = vertx;
        this.certificate = Path.of(options.certificate());
        this.key = Path.of(options.key());
    }

    /** @throws IllegalArgumentException where they can't be read, or don't belong together */
    PemKeyCertOptions read() {
        try {
            seen = files();
            return checked(seen);
        } catch (IOException e) {
            throw new IllegalArgumentException(sentence("can't be read: " + why(e)), e);
        }
    }

    /** With the one of the two files that it is about, where that is known. */
    private static String why(IOException failure) {
        String file = failure instanceof FileSystemException of ? of.getFile() + ": " : "";
        return file + Causes.words(failure);
    }

    /** To be called once in a while. Connections that are open keep the certificate with which they began. */
    void follow(HttpServer server) {
        try {
            Pair now = files();
            if (now.equals(seen)) {
                return;
            }
            // what is wrong is logged once, and not each time
            seen = now;
            server.updateSSLOptions(new SSLOptions().setKeyCertOptions(checked(now)))
                    .onSuccess(changed -> LOG.info("The board has a new certificate, from {}", certificate))
                    .onFailure(failure ->
                            LOG.warn("{}", sentence("was not taken: " + Causes.words(Causes.root(failure)))));
        } catch (IOException e) {
            LOG.debug("The certificate can't be read", e);
        } catch (IllegalArgumentException e) {
            LOG.warn("{}; the one from before is kept", e.getMessage());
        }
    }

    private Pair files() throws IOException {
        return new Pair(Buffer.buffer(Files.readAllBytes(certificate)), Buffer.buffer(Files.readAllBytes(key)));
    }

    private PemKeyCertOptions checked(Pair pair) {
        try {
            PemKeyCertOptions options = pair.options();
            requirePair(options);
            return options;
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    sentence("can't be used: wanted are a certificate and its private key as PEM ("
                            + Causes.plainReason(e) + ")"),
                    e);
        }
    }

    /** The two may be written one after the other: until both are there, they don't belong together. */
    private void requirePair(PemKeyCertOptions options) throws Exception {
        X509KeyManager pair =
                (X509KeyManager) options.getKeyManagerFactory(vertx).getKeyManagers()[0];
        for (String type : List.of("EC", "RSA")) {
            String[] aliases = pair.getServerAliases(type, null);
            if (aliases != null) {
                byte[] text = {1};
                Signature signature = Signature.getInstance(type.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
                signature.initSign(pair.getPrivateKey(aliases[0]));
                signature.update(text);
                byte[] signed = signature.sign();
                signature.initVerify(pair.getCertificateChain(aliases[0])[0]);
                signature.update(text);
                if (!signature.verify(signed)) {
                    throw new IllegalArgumentException("the key is another certificate's");
                }
            }
        }
    }

    private String sentence(String what) {
        return "orders.http.certificate=%s with orders.http.key=%s %s".formatted(certificate, key, what);
    }
}
