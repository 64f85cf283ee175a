package io.orderflow.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orderflow.settings.ServerOptions;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * Who may read. Liveness and readiness are answered to everyone who reaches the port: a probe has no password. By hand,
 * since vertx-web's BasicAuthHandler does not know the address, whose guesses are slowed down here, and names no charset.
 */
final class Access implements Handler<RoutingContext> {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final Set<String> PROBES = Set.of("/observe/health/live", "/observe/health/ready");
    private static final String SCHEME = "basic ";

    /** Under which a request keeps the user whose password it has. */
    static final String USER = "user";

    private final String host;
    private final String user;
    private final byte[] credentials;
    private final Guesses guesses;

    /** Where no password is asked for, this machine alone may reach the port. */
    Access(ServerOptions options, Guesses guesses) {
        this.host = options.host();
        this.user = options.user();
        this.guesses = guesses;
        this.credentials = options.password().isEmpty()
                ? null
                : Base64.getEncoder().encode((user + ":" + options.password()).getBytes(UTF_8));
    }

    @Override
    public void handle(RoutingContext request) {
        secure(request.response());
        if (isProbe(request)) {
            request.next();
        } else if (credentials != null) {
            handleCredentials(request);
        } else if (isForThisMachine(request)) {
            request.next();
        } else {
            refuse(
                    request,
                    403,
                    "Without a password (orders.http.password) it answers to the name of this machine alone: localhost");
        }
    }

    static boolean isProbe(RoutingContext request) {
        return isProbe(request.normalizedPath());
    }

    static boolean isProbe(String path) {
        return PROBES.contains(path);
    }

    private void handleCredentials(RoutingContext request) {
        String address = request.request().remoteAddress().hostAddress();
        if (request.request().getHeader("Authorization") == null) {
            refuseCredentials(request);
        } else if (guesses.areTooMany(address)) {
            request.response().putHeader("Retry-After", "5");
            refuse(request, 429, "Too many wrong passwords came from this address; try again in some seconds");
        } else if (hasCredentials(request)) {
            request.put(USER, user);
            request.next();
        } else {
            guesses.wrong(address, () -> refuseCredentials(request));
        }
    }

    private static void refuseCredentials(RoutingContext request) {
        if (!request.response().closed()) {
            request.response().putHeader("WWW-Authenticate", "Basic realm=\"Orderflow\", charset=\"UTF-8\"");
            refuse(request, 401, "A user and a password are wanted: orders.http.user and orders.http.password");
        }
    }

    private static void refuse(RoutingContext request, int status, String sentence) {
        Answer.problem(status, sentence).send(request);
    }

    /** Compares in a time that does not depend on how much of it is right. */
    private boolean hasCredentials(RoutingContext request) {
        String given = request.request().getHeader("Authorization");
        return given != null
                && given.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                && MessageDigest.isEqual(
                        given.substring(SCHEME.length()).strip().getBytes(UTF_8), credentials);
    }

    /** A page from elsewhere can give this machine's address a name of its own, and then read what is here. */
    private boolean isForThisMachine(RoutingContext request) {
        var authority = request.request().authority();
        return authority != null
                && (LOOPBACK.contains(authority.host().toLowerCase(Locale.ROOT))
                        || authority.host().equalsIgnoreCase(host));
    }

    private static void secure(HttpServerResponse response) {
        response.putHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
                                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
    }
}
