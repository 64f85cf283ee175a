package io.orderflow.board;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** The files of the board's page. */
final class BoardFiles {

    private static final List<String> FILES = List.of(
            "board.css",
            "board.js",
            "board.svg",
            "group.js",
            "inbox.js",
            "letters.js",
            "order.js",
            "routes.js",
            "search.js",
            "show.js");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private BoardFiles() {}

    static void serve(Router router) throws IOException {
        serve(router, "/", "board.html");
        serve(router, "/orders/:order_id", "order.html");
        for (String file : FILES) {
            serve(router, "/" + file, file);
        }
    }

    private static void serve(Router router, String path, String file) throws IOException {
        Buffer content = read(file);
        String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(request -> request.response()
                .putHeader("Content-Type", type)
                .end(content));
    }

    private static Buffer read(String name) throws IOException {
        try (InputStream in = BoardFiles.class.getResourceAsStream("/board/" + name)) {
            return Buffer.buffer(in.readAllBytes());
        }
    }
}
