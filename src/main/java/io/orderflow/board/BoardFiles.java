package io.orderflow.board;

import io.orderflow.observe.Site;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** The files of the board's page, from memory: vertx-web's StaticHandler would copy them out of the jar to a disk first. */
final class BoardFiles {

    private static final List<String> FILES = List.of(
            "uplot/uPlot.iife.min.js",
            "uplot/uPlot.min.css",
            "chart.js",
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
            "svg", "image/svg+xml",
            "json", "application/json");

    private BoardFiles() {}

    static void serve(Site site) throws IOException {
        serve(site, "/", "board.html");
        serve(site, "/orders/:order_id", "order.html");
        serve(site, "/api/openapi.json", "openapi.json");
        for (String file : FILES) {
            serve(site, "/" + file, file);
        }
    }

    private static void serve(Site site, String path, String file) throws IOException {
        try (InputStream in = BoardFiles.class.getResourceAsStream("/board/" + file)) {
            site.content(path, TYPES.get(file.substring(file.lastIndexOf('.') + 1)), in.readAllBytes());
        }
    }
}
