package io.orderflow.observe;

import io.orderflow.failure.Causes;
import io.orderflow.settings.ServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel's HTTP server with the board's page, and what else is to be read there. A route that begins with {@code
 * platform-http:} is served by it too, behind the same password.
 */
public final class WebServer extends ServiceSupport {

    /** What answers a path. It may take its time; what it throws is answered with a problem that says why. */
    @FunctionalInterface
    public interface Answering {
        Answer answer(Question question) throws Exception;
    }

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
    private final Acting acting;
    private final Repetitions repetitions = new Repetitions(LOG::warn);
    private final Connections connections;
    private BoundedHttpServer server;
    private Vertx vertx;
    private Questions questions;
    private Router router;

    public WebServer(CamelContext context, ServerOptions options) {
        this(context, options, Limits.ofThisProcess());
    }

    WebServer(CamelContext context, ServerOptions options, Limits limits) {
        this.context = context;
        this.options = options;
        this.limits = limits;
        this.acting = new Acting(options.readOnly());
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
            repetitions.add("An HTTP connection failed with " + failure);
        });
        questions = new Questions(vertx);
        Certificate certificate = options.isSecure() ? new Certificate(vertx, options) : null;
        server = new BoundedHttpServer(vertx, options, certificate, limits, connections::add);
        server.setCamelContext(context);
        ServiceHelper.startService(server);
        vertx.setPeriodic(CLOSING_MS, passed -> connections.closeLate());
        vertx.setPeriodic(limits.report().toMillis(), passed -> repetitions.report());
        router = server.router();
        if (certificate != null) {
            vertx.setPeriodic(CERTIFICATE_MS, passed -> certificate.follow(server.getServer()));
        }
        Access access = new Access(options, new Guesses(vertx, limits.guess(), repetitions));
        new Failures(repetitions).handle(router);
        router.route().order(-3).handler(connections::follow);
        router.route().order(-2).handler(access);
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

    /** Where it is to be seen. */
    public String address() {
        return "%s://%s:%d/"
                .formatted(
                        options.isSecure() ? "https" : "http",
                        options.host().contains(":") ? "[" + options.host() + "]" : options.host(),
                        server.getServer().actualPort());
    }

    /** Serves what stays as it is. */
    public void content(String path, String type, byte[] content) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(new FixedContent(type, content));
    }

    /** Answers a path for all who ask at the same time; what answers may take its time. */
    public void get(String path, Supplier<Answer> answer) {
        router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(request -> send(request, questions.askOnce(path, answer::get)));
    }

    /** Answers a path that is asked for more than itself. */
    public void answer(String path, Answering answers) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(request -> answer(request, answers));
    }

    /**
     * Answers a path with lines of JSON, which are sent while they are made.
     *
     * @param lines writes them, and may take its time; what it throws ends the answer
     */
    public void stream(String path, BiConsumer<Question, LineStream> lines) {
        head(path, LineStream.TYPE);
        router.get(path).handler(request -> {
            Question question = Question.of(request);
            LineStream stream = new LineStream(request);
            questions
                    .ask(() -> {
                        lines.accept(question, stream);
                        return stream.flush();
                    })
                    .onComplete(done -> {
                        if (done.succeeded()) {
                            stream.end();
                        } else if (request.response().headWritten()) {
                            request.request().connection().close();
                        } else {
                            request.response().setChunked(false);
                            fail(request, done.cause());
                        }
                    });
        });
    }

    /** Does what is asked for with POST, as JSON, where the one who asks may change something. */
    public void act(String path, Answering action) {
        router.post(path).handler(acting).handler(WebServer::requireJson);
        router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(BoundedHttpServer.LARGEST_BODY))
                .handler(request -> answer(request, action));
    }

    private static void requireJson(RoutingContext request) {
        String type = request.request().getHeader("Content-Type");
        if (type == null || type.matches("(?i)application/([\\w.-]+\\+)?json *(;.*)?")) {
            request.next();
        } else {
            Answer.problem(415, "The body is to be JSON, with Content-Type: application/json")
                    .send(request);
        }
    }

    /** Takes files that are sent to the path, where the one who asks may change something. */
    public void upload(String path, UploadTarget target) {
        Uploads uploads = new Uploads((long) options.uploadMegabytes() << 20, target);
        router.post(path).handler(acting);
        router.post(path).handler(uploads::take);
    }

    private void answer(RoutingContext request, Answering answers) {
        Question question = Question.of(request);
        send(request, questions.ask(() -> answers.answer(question)));
    }

    private static void send(RoutingContext request, Future<Answer> answer) {
        answer.onSuccess(made -> made.send(request)).onFailure(failure -> fail(request, failure));
    }

    private static void fail(RoutingContext request, Throwable failure) {
        if (failure instanceof RefusedException refused) {
            refused.answer().send(request);
        } else if (failure instanceof KafkaException) {
            Answer.problem(503, "Kafka can't be asked: " + Causes.reason(Causes.root(failure)))
                    .send(request);
        } else if (failure instanceof InterruptedException) {
            Answer.problem(503, "The program stops").send(request);
        } else {
            LOG.warn("{} can't be answered: {}", request.normalizedPath(), failure.toString());
            Answer.problem(500, "It can't be answered; the log says why").send(request);
        }
    }

    /** Sends server-sent events to those who ask for the path. */
    public void events(String path, Watchers watchers, Supplier<String> first) {
        head(path, Watchers.TYPE);
        router.get(path).handler(request -> watchers.add(request, () -> questions.askOnce(path, first::get)));
    }

    /** Of what is long or without an end, nothing is made for who wants none of it. */
    private void head(String path, String type) {
        router.head(path).handler(request -> new Answer(200, type, "").send(request));
    }
}
