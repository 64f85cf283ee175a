package io.orderflow.observe;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Answers a path with lines that are sent while they are made, to few at a time: who reads slowly keeps a thread, and
 * loses the connection where that takes too long.
 */
final class Lines implements Handler<RoutingContext> {

    private static final int MOST = 2;

    private final Questions questions;
    private final Function<Question, Consumer<LineStream>> lines;
    private final Duration patience;
    private final Semaphore places = new Semaphore(MOST);

    /** @param patience with one who reads slowly */
    Lines(Questions questions, Function<Question, Consumer<LineStream>> lines, Duration patience) {
        this.questions = questions;
        this.lines = lines;
        this.patience = patience;
    }

    @Override
    public void handle(RoutingContext request) {
        if (!places.tryAcquire()) {
            Answer.problem(503, "%d others are being answered here; try again in a few seconds".formatted(MOST))
                    .with("Retry-After", "10")
                    .send(request);
            return;
        }
        Question question = Question.of(request);
        if (request.request().method() == HttpMethod.HEAD) {
            head(request, question);
        } else {
            write(request, question);
        }
    }

    /** No line is made for who wants none of them. */
    private void head(RoutingContext request, Question question) {
        Site.send(
                request,
                questions
                        .ask(() -> {
                            lines.apply(question);
                            return new Answer(200, LineStream.TYPE, "");
                        })
                        .onComplete(done -> places.release()));
    }

    private void write(RoutingContext request, Question question) {
        LineStream stream = new LineStream(request, patience);
        questions
                .ask(() -> {
                    lines.apply(question).accept(stream);
                    return stream.flush();
                })
                .onComplete(done -> {
                    places.release();
                    if (done.succeeded() && done.result()) {
                        stream.end();
                    } else if (done.succeeded() || request.response().headWritten()) {
                        // an end would say that all was sent
                        request.request().connection().close();
                    } else {
                        request.response().setChunked(false);
                        Site.fail(request, done.cause());
                    }
                });
    }
}
