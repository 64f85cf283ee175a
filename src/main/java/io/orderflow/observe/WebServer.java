package io.orderflow.observe;

import io.orderflow.failure.Causes;
import io.orderflow.settings.ServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel's HTTP server with the board's page, its API, health and metrics. A route that begins with {@code
 * platform-http:} is served by it too, behind the same password.
 */
public final class WebServer extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("board");

    /** Connections that are accepted, of which the thread that closes others for them does not know yet. */
    private static final int NOT_YET_COUNTED = 32;

    /** The Java that warns, on four lines, of what Netty uses where it may. */
    private static final int WARNS_OF_UNSAFE = 24;

    private static final int CLOSING_MS = 500;
    private static final int CERTIFICATE_MS = 2_000;

    private final CamelContext context;
    private final ServerOptions options;
    private final Limits limits;
    private final Repetitions repetitions = new Repetitions(LOG::warn);
    private final Connections connections;
    private BoundedHttpServer server;
    private Vertx vertx;
    private Site site;

    public WebServer(CamelContext context, ServerOptions options) {
        this(context, options, Limits.ofThisProcess());
    }

    WebServer(CamelContext context, ServerOptions options, Limits limits) {
        this.context = context;
        this.options = options;
        this.limits = limits;
        this.connections = new Connections(limits, repetitions);
    }

    /**
     * @throws IOException where the port is taken, or the address is not this machine's
     * @throws IllegalArgumentException where the certificate can't be used
     */
    @Override
    protected void doStart() throws IOException {
        try (ServerSocket free = new ServerSocket(options.port(), 1, InetAddress.getByName(options.host()))) {
            LOG.debug("{} is free", free);
        }
        vertx = vertx();
        // such as a connection that is cut: any stranger may do that, and it must not cost a stack trace
        vertx.exceptionHandler(failure -> {
            LOG.debug("An HTTP connection failed", failure);
            repetitions.add("An HTTP connection failed: " + Causes.words(Causes.root(failure)));
        });
        Certificate certificate = options.isSecure() ? new Certificate(vertx, options) : null;
        server = new BoundedHttpServer(vertx, options, certificate, connections::add);
        server.setCamelContext(context);
        ServiceHelper.startService(server);
        vertx.setPeriodic(CLOSING_MS, passed -> connections.closeLate());
        vertx.setPeriodic(limits.report().toMillis(), passed -> repetitions.report());
        Router router = server.router();
        site = new Site(router, vertx, options, limits);
        if (certificate != null) {
            vertx.setPeriodic(CERTIFICATE_MS, passed -> certificate.follow(server.getServer()));
        }
        Access access = new Access(options, new Guesses(vertx, limits.guess(), repetitions));
        new Failures(repetitions).handle(router);
        router.route().order(-4).handler(connections::follow);
        router.route().order(-3).handler(access);
        router.route().order(-2).handler(Question::requireQuery);
        router.route().order(-1).handler(connections::begin);
    }

    private Vertx vertx() {
        if (Runtime.version().feature() >= WARNS_OF_UNSAFE) {
            System.setProperty("io.netty.noUnsafe", "true");
        }
        // it serves from memory, so it needs no folder for its files; one thread, so that what it counts needs no locks
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        return new VertxBuilder(options)
                .findTransport(new PacedAccepting(limits.connections() + NOT_YET_COUNTED))
                .init()
                .vertx();
    }

    @Override
    protected void doStop() {
        ServiceHelper.stopService(server);
        if (vertx != null) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** What it answers. */
    public Site site() {
        return site;
    }

    /** Its address for a browser. */
    public String address() {
        return "%s://%s:%d/"
                .formatted(
                        options.isSecure() ? "https" : "http",
                        options.host().contains(":") ? "[" + options.host() + "]" : options.host(),
                        server.getServer().actualPort());
    }
}
