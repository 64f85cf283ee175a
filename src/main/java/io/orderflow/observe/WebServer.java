package io.orderflow.observe;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel's HTTP server with the board's page, and what else is to be read there. A route that begins with {@code
 * platform-http:} is served by it too, behind the same password.
 */
public final class WebServer extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("board");

    /** Connections that are accepted, of which the thread that closes others for them does not know yet. */
    private static final int NOT_YET_COUNTED = 32;

    private static final int CLOSING_MS = 500;

    private final CamelContext context;
    private final String host;
    private final int port;
    private final String user;
    private final String password;
    private final Limits limits;
    private final Repetitions repetitions = new Repetitions(LOG::warn);
    private final Connections connections;
    private BoundedHttpServer server;
    private Vertx vertx;
    private Questions questions;
    private Router router;

    /** @param password empty where none is asked for */
    public WebServer(CamelContext context, String host, int port, String user, String password) {
        this(context, host, port, user, password, Limits.ofThisProcess());
    }

    WebServer(CamelContext context, String host, int port, String user, String password, Limits limits) {
        this.context = context;
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
        this.limits = limits;
        this.connections = new Connections(limits, repetitions);
    }

    /** @throws IOException where the port is taken, or the address is not this machine's */
    @Override
    protected void doStart() throws IOException {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            LOG.debug("{} is free", free);
        }
        vertx = vertx();
        questions = new Questions(vertx);
        server = new BoundedHttpServer(vertx, host, port, limits, connections::add);
        server.setCamelContext(context);
        ServiceHelper.startService(server);
        vertx.setPeriodic(CLOSING_MS, passed -> connections.closeLate());
        vertx.setPeriodic(limits.report().toMillis(), passed -> repetitions.report());
        router = server.router();
        Access access = new Access(host, user, password, new Guesses(vertx, limits.guess(), repetitions));
        new Failures(repetitions).handle(router);
        router.route().order(-3).handler(connections::follow);
        router.route().order(-2).handler(access);
        router.route().order(-1).handler(connections::begin);
    }

    private Vertx vertx() {
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

    /** Where it is to be seen. */
    public String address() {
        return "http://%s:%d/"
                .formatted(
                        host.contains(":") ? "[" + host + "]" : host,
                        server.getServer().actualPort());
    }

    /** Answers a path; what answers may take its time, and is given the last part of a path that ends with a colon and a name. */
    public void get(String path, Function<String, Answer> answers) {
        String parameter = path.contains(":") ? path.substring(path.indexOf(':') + 1) : null;
        router.get(path).handler(request -> {
            String value = parameter == null ? null : request.pathParam(parameter);
            Supplier<Answer> answer = () -> answers.apply(value);
            (parameter == null ? questions.askOnce(path, answer) : questions.ask(answer))
                    .onSuccess(made -> send(request, made))
                    .onFailure(failure -> {
                        LOG.warn("{} can't be answered: {}", path, failure.toString());
                        send(request, new Answer(500, "text/plain", "It can't be answered; the log says why\n"));
                    });
        });
    }

    /** What else is to be served there, behind the same password. */
    public Router router() {
        return router;
    }

    /** Sends server-sent events to those who ask for the path. */
    public void events(String path, Watchers watchers, Supplier<String> first) {
        router.get(path).handler(request -> watchers.add(request, () -> questions.askOnce(path, first)));
    }

    /** How many are open at this moment. */
    int connections() {
        return connections.count();
    }

    private static void send(RoutingContext request, Answer answer) {
        if (!request.response().closed()) {
            request.response()
                    .setStatusCode(answer.status())
                    .putHeader("Content-Type", answer.type())
                    .end(answer.body());
        }
    }
}
