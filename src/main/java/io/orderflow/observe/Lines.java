package io.orderflow.observe;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;

/** Answers a path with lines that are sent while they are made, to few at a time: who reads slowly keeps a thread. */
final class Lines implements Handler<RoutingContext> {

    private static final int MOST = 2;

    private final Questions questions;
    private final BiConsumer<Question, LineStream> lines;
    private final Semaphore places = new Semaphore(MOST);

    Lines(Questions questions, BiConsumer<Question, LineStream> lines) {
        this.questions = questions;
        this.lines = lines;
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
        LineStream stream = new LineStream(request);
        questions
                .ask(() -> {
                    lines.accept(question, stream);
                    return stream.flush();
                })
                .onComplete(done -> {
                    places.release();
                    if (done.succeeded()) {
                        stream.end();
                    } else if (request.response().headWritten()) {
                        request.request().connection().close();
                    } else {
                        request.response().setChunked(false);
                        Site.fail(request, done.cause());
                    }
                });
    }
}
