package io.orderflow;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority and the certificates that it signs, made with the JDK's keytool. */
final class Certificates {

    static final String PASSWORD = "store-secret-" + System.nanoTime();

    private final Path folder;
    private final Path all;

    /** @param folder where the stores are put; an authority is made there */
    Certificates(Path folder) throws Exception {
        this.folder = folder;
        this.all = folder.resolve("all.p12");
        generate("authority", "-dname", "CN=Test Authority", "-ext", "bc:c");
    }

    /**
     * Makes a certificate that the authority signs.
     *
     * @param host  its subject and alternative name
     * @param start when it begins to be valid, as keytool writes it (-2d)
     * @param days  how long it is valid from then on
     * @return a key store with it
     */
    Path serverStore(String alias, String host, String start, int days) throws Exception {
        generate(
                alias,
                "-signer",
                "authority",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-startdate",
                start,
                "-validity",
                String.valueOf(days));
        KeyStore from = load();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = PASSWORD.toCharArray();
        store.setKeyEntry(alias, from.getKey(alias, password), password, from.getCertificateChain(alias));
        Path file = folder.resolve(alias + ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password);
        }
        return file;
    }

    /** The authority's certificate, as PEM. */
    Path trustStore() throws Exception {
        byte[] certificate = load().getCertificate("authority").getEncoded();
        return Files.writeString(folder.resolve("authority.pem"), pem("CERTIFICATE", certificate));
    }

    /**
     * Writes what {@link #serverStore} has made under this alias as PEM files: the certificate with the authority's, and
     * the key.
     */
    void writePem(String alias, Path certificate, Path key) throws Exception {
        KeyStore store = load();
        StringBuilder chain = new StringBuilder();
        for (Certificate one : store.getCertificateChain(alias)) {
            chain.append(pem("CERTIFICATE", one.getEncoded()));
        }
        Files.writeString(certificate, chain);
        Files.writeString(
                key,
                pem("PRIVATE KEY", store.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(content), what);
    }

    private void generate(String alias, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                all.toString()));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + output);
        }
    }

    private KeyStore load() throws Exception {
        return KeyStore.getInstance(all.toFile(), PASSWORD.toCharArray());
    }
}
