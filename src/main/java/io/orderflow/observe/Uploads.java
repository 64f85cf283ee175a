package io.orderflow.observe;

import io.orderflow.failure.Causes;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes files that are sent as a request's body, as they come: however large they are, little of them is in memory. */
final class Uploads {

    private static final Logger LOG = LoggerFactory.getLogger("board");

    private final long limit;
    private final UploadTarget target;

    /** @param limit in bytes */
    Uploads(long limit, UploadTarget target) {
        this.limit = limit;
        this.target = target;
    }

    void take(RoutingContext request) {
        HttpServerRequest body = request.request();
        String name = request.pathParam("name");
        try {
            if (length(body) > limit) {
                readOn(request);
                throw tooLarge();
            }
            Path draft = target.draft(name);
            body.pause();
            request.vertx()
                    .fileSystem()
                    .open(draft.toString(), new OpenOptions().setCreateNew(true))
                    .onSuccess(file -> write(request, file, draft, name))
                    .onFailure(failure -> fail(request, draft, failure));
        } catch (RefusedException | IOException e) {
            fail(request, null, e);
        }
    }

    /** Who sends that much loses the answer, which goes out at once, where the connection is closed meanwhile. */
    private static void readOn(RoutingContext request) {
        if (!isAwaited(request.request())) {
            request.request().handler(part -> {});
            request.put(Connections.READ_ON, true);
        }
    }

    private void write(RoutingContext request, AsyncFile file, Path draft, String name) {
        HttpServerRequest body = request.request();
        long[] size = {0};
        AtomicBoolean over = new AtomicBoolean();
        Consumer<Function<AsyncResult<Void>, Throwable>> finish = failure -> {
            // a connection may be cut after the body has ended
            if (over.compareAndSet(false, true)) {
                file.close().onComplete(closed -> end(request, draft, failure.apply(closed), name));
            }
        };
        body.exceptionHandler(failure -> finish.accept(closed -> failure));
        body.handler(part -> {
            if (!over.get()) {
                write(body, file, part, size);
            }
        });
        body.endHandler(whole -> finish.accept(closed -> failure(closed, draft, size[0])));
        // where another has answered, since what came is no HTTP
        Function<AsyncResult<Void>, Throwable> cutOff = closed -> new IOException("it was cut off");
        request.addEndHandler(ended -> finish.accept(cutOff));
        if (request.response().closed() || request.response().ended()) {
            // before the file was open
            finish.accept(cutOff);
        } else if (isAwaited(body)) {
            request.response().writeContinue();
        }
        body.resume();
    }

    /** Why the file can't be taken, or null: a disk that is full says so to none of these. */
    private Throwable failure(AsyncResult<Void> closed, Path draft, long sent) {
        if (sent > limit) {
            return tooLarge();
        }
        long written = draft.toFile().length();
        return closed.failed() || written == sent
                ? closed.cause()
                : new RefusedException(
                        507, "%,d bytes of %,d were written; see that the disk has room".formatted(written, sent));
    }

    private void write(HttpServerRequest body, AsyncFile file, Buffer part, long[] size) {
        size[0] += part.length();
        if (size[0] <= limit) {
            file.write(part);
            if (file.writeQueueFull()) {
                body.pause();
                file.drainHandler(drained -> body.resume());
            }
        }
    }

    private void end(RoutingContext request, Path draft, Throwable failure, String name) {
        try {
            if (failure != null) {
                fail(request, draft, failure);
                return;
            }
            target.take(draft, name);
            LOG.info("{}: put {} into the inbox", Question.of(request).who(), name);
            Answer.json(201, "{\"taken\":true}").send(request);
        } catch (RefusedException | IOException e) {
            fail(request, draft, e);
        }
    }

    private static void fail(RoutingContext request, Path draft, Throwable failure) {
        if (draft != null) {
            draft.toFile().delete();
        }
        if (failure instanceof RefusedException refused) {
            if (refused.answer().status() >= 500) {
                LOG.warn("A file can't be put into the inbox: {}", refused.getMessage());
            }
            refused.answer().send(request);
        } else {
            LOG.warn("A file can't be put into the inbox: {}", Causes.words(Causes.root(failure)));
            LOG.debug("The cause", failure);
            Answer.problem(500, "The file can't be written; the log says why").send(request);
        }
    }

    private RefusedException tooLarge() {
        return new RefusedException(
                413, "The file is too large: %,d MB is the limit (orders.http.upload-limit)".formatted(limit >> 20));
    }

    /** True where the sender waits to be told whether the body may come. */
    private static boolean isAwaited(HttpServerRequest body) {
        return body.version() == HttpVersion.HTTP_1_1 && "100-continue".equalsIgnoreCase(body.getHeader("Expect"));
    }

    private static long length(HttpServerRequest body) {
        try {
            String length = body.getHeader("Content-Length");
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
