package io.orderflow.observe;

import io.orderflow.failure.Causes;
import io.orderflow.settings.ServerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server answers, path by path. */
public final class Site {

    private static final Logger LOG = LoggerFactory.getLogger("board");

    /** What answers a path. It may take its time; what it throws is answered with a problem that says why. */
    @FunctionalInterface
    public interface Answering {
        Answer answer(Question question) throws Exception;
    }

    private static final int THREADS = 10;
    /** One for each of the probes: whether the program lives is answered whatever else is asked. */
    private static final int PROBE_THREADS = 2;

    private final Router router;
    private final Questions questions;
    private final Questions probes;
    private final Acting acting;
    private final Limits limits;
    private final long uploadBytes;

    Site(Router router, Vertx vertx, ServerOptions options, Limits limits) {
        this.router = router;
        this.questions = new Questions(vertx, "board-answers", THREADS);
        this.probes = new Questions(vertx, "board-probes", PROBE_THREADS);
        this.limits = limits;
        this.acting = new Acting(options.readOnly());
        this.uploadBytes = (long) options.uploadMegabytes() << 20;
    }

    /** Serves what stays as it is. */
    public void content(String path, String type, byte[] content) {
        readable(path).handler(new FixedContent(type, content));
    }

    /** Answers a path for all who ask at the same time; what answers may take its time. */
    public void get(String path, Supplier<Answer> answer) {
        Questions asked = Access.isProbe(path) ? probes : questions;
        readable(path).handler(request -> send(request, asked.askOnce(path, answer::get)));
    }

    /** Answers a path that is asked for more than itself. */
    public void answer(String path, Answering answers) {
        readable(path).handler(request -> answer(request, answers));
    }

    private Route readable(String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    /**
     * Answers a path with lines of JSON, which are sent while they are made, to few at a time.
     *
     * @param lines looks at what is asked for, and makes what writes them, which may take its time; what that throws ends the
     *     answer
     */
    public void stream(String path, Function<Question, Consumer<LineStream>> lines) {
        readable(path).handler(new Lines(questions, lines, limits.answer()));
    }

    /** Does what is asked for with POST, as JSON, where the one who asks may change something. */
    public void act(String path, Answering action) {
        router.post(path).handler(acting).handler(Site::requireJson);
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
        Uploads uploads = new Uploads(uploadBytes, target);
        router.post(path).handler(acting);
        router.post(path).handler(uploads::take);
    }

    private void answer(RoutingContext request, Answering answers) {
        Question question = Question.of(request);
        send(request, questions.ask(() -> answers.answer(question)));
    }

    static void send(RoutingContext request, Future<Answer> answer) {
        answer.onSuccess(made -> made.send(request)).onFailure(failure -> fail(request, failure));
    }

    static void fail(RoutingContext request, Throwable failure) {
        if (failure instanceof RefusedException refused) {
            refused.answer().send(request);
        } else if (failure instanceof KafkaException) {
            Answer.problem(503, "Kafka can't be asked: " + Causes.words(Causes.root(failure)))
                    .send(request);
        } else if (failure instanceof InterruptedException) {
            Answer.problem(503, "The program stops").send(request);
        } else {
            LOG.warn("{} can't be answered: {}", request.normalizedPath(), Causes.words(failure));
            LOG.debug("The cause", failure);
            Answer.problem(500, "It can't be answered; the log says why").send(request);
        }
    }

    /** Sends server-sent events to those who ask for the path. */
    public void events(String path, Watchers watchers, Supplier<String> first) {
        readable(path).handler(request -> watchers.add(request, () -> questions.askOnce(path, first::get)));
    }
}
