package io.orderflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans by OTLP over HTTP, and reads them by the field numbers of its {@code trace.proto}. */
final class SpanReceiver implements AutoCloseable {

    private static final int ERROR = 2;

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    /** @param links the traces that it refers to */
    record Span(String trace, String id, String parent, String name, List<String> links, boolean failed) {}

    SpanReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            try (exchange) {
                read(UnknownFieldSet.parseFrom(exchange.getRequestBody()));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    String endpoint() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    List<Span> spans() {
        return List.copyOf(spans);
    }

    private void read(UnknownFieldSet request) {
        for (UnknownFieldSet resource : messages(request, 1)) {
            for (UnknownFieldSet scope : messages(resource, 2)) {
                messages(scope, 2).forEach(span -> spans.add(span(span)));
            }
        }
    }

    private static Span span(UnknownFieldSet span) {
        return new Span(
                hex(span, 1),
                hex(span, 2),
                hex(span, 4),
                span.getField(5).getLengthDelimitedList().get(0).toStringUtf8(),
                messages(span, 13).stream().map(link -> hex(link, 1)).toList(),
                messages(span, 15).stream()
                        .anyMatch(status -> status.getField(3).getVarintList().contains((long) ERROR)));
    }

    private static String hex(UnknownFieldSet message, int field) {
        List<ByteString> found = message.getField(field).getLengthDelimitedList();
        return found.isEmpty() ? "" : HexFormat.of().formatHex(found.get(0).toByteArray());
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .map(SpanReceiver::parse)
                .toList();
    }

    private static UnknownFieldSet parse(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
