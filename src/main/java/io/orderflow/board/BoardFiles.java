package io.orderflow.board;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The files of the board's page. */
final class BoardFiles {

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

    private BoardFiles() {}

    static void serve(Router router) throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Buffer content = read(file.getValue());
            String type = TYPES.get(file.getValue().substring(file.getValue().indexOf('.') + 1));
            router.get(file.getKey())
                    .handler(request ->
                            request.response().putHeader("Content-Type", type).end(content));
        }
    }

    private static Buffer read(String name) throws IOException {
        try (InputStream in = BoardFiles.class.getResourceAsStream("/board/" + name)) {
            return Buffer.buffer(in.readAllBytes());
        }
    }
}
