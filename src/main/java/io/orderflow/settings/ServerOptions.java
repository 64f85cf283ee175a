package io.orderflow.settings;

/**
 * Where the board is served, and to whom.
 *
 * @param password    empty where none is asked for; then this machine alone may reach the port
 * @param readOnly    whether nothing can be changed from there
 * @param certificate the file of a certificate and those that signed it, as PEM; empty where TLS is not spoken
 * @param key         the file of its private key, as PEM
 */
public record ServerOptions(
        String host, int port, String user, String password, boolean readOnly, String certificate, String key) {

    public boolean isSecure() {
        return !certificate.isEmpty();
    }
}
