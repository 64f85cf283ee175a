package io.orderflow.board;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel's HTTP server with the board's page, and what else is to be read there. A route that begins with {@code
 * platform-http:} is served by it too, behind the same password.
 */
public final class BoardServer extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final Map<String, String> FILES = Map.of(
            "/", "board.html",
            "/board.css", "board.css",
            "/board.js", "board.js",
            "/board.svg", "board.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final CamelContext context;
    private final String host;
    private final int port;
    private final Access access;
    private VertxPlatformHttpServer server;
    private Vertx vertx;
    private Router router;

    /** @param password empty where none is asked for */
    public BoardServer(CamelContext context, String host, int port, String user, String password) {
        this.context = context;
        this.host = host;
        this.port = port;
        this.access = new Access(host, user, password);
    }

    /** @throws IOException where the port is taken, or the address is not this machine's */
    @Override
    protected void doStart() throws IOException {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            LOG.debug("{} is free", free);
        }
        // it serves from memory, so it needs no folder for its files
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(host);
        configuration.setBindPort(port);
        server = new VertxPlatformHttpServer(configuration);
        server.setCamelContext(context);
        server.setVertx(vertx);
        ServiceHelper.startService(server);
        router = VertxPlatformHttpRouter.lookup(
                context, VertxPlatformHttpRouter.getRouterNameFromPort(configuration.getPort()));
        router.route().order(-1).handler(access);
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Buffer content = read(file.getValue());
            String type = TYPES.get(file.getValue().substring(file.getValue().indexOf('.') + 1));
            router.get(file.getKey())
                    .handler(request ->
                            request.response().putHeader("Content-Type", type).end(content));
        }
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
            request.vertx()
                    .executeBlocking(() -> answers.apply(value), false)
                    .onSuccess(answer -> send(request, answer))
                    .onFailure(failure -> {
                        LOG.warn("{} can't be answered: {}", request.normalizedPath(), failure.toString());
                        send(request, new Answer(500, "text/plain", "It can't be answered: " + failure + "\n"));
                    });
        });
    }

    /** Keeps those who ask for the path told of what is new. */
    void events(String path, Watchers watchers, Supplier<String> first) {
        router.get(path).handler(request -> watchers.add(request, first));
    }

    private static void send(RoutingContext request, Answer answer) {
        if (!request.response().closed()) {
            request.response()
                    .setStatusCode(answer.status())
                    .putHeader("Content-Type", answer.type())
                    .end(answer.body());
        }
    }

    private static Buffer read(String name) throws IOException {
        try (InputStream in = BoardServer.class.getResourceAsStream("/board/" + name)) {
            return Buffer.buffer(in.readAllBytes());
        }
    }
}
