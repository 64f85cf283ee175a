package io.orderflow.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * What an HTTP request asks for.
 *
 * @param who as the log names it: the user with the address it came from
 */
public record Question(String who, RoutingContext request) {

    static Question of(RoutingContext request) {
        String address = request.request().remoteAddress().hostAddress();
        String user = request.get(Access.USER);
        return new Question(user == null ? "somebody at " + address : user + " at " + address, request);
    }

    /** A part of the path, decoded. */
    public String path(String name) {
        return request.pathParam(name);
    }

    /** Refuses it where what stands behind the question mark can't be decoded: Vert.x does so without a sentence. */
    static void requireQuery(RoutingContext request) {
        try {
            request.queryParams();
        } catch (HttpException | IllegalArgumentException e) {
            Answer.problem(
                            400,
                            "What stands behind the question mark can't be decoded: behind a % come two digits from 0 to F")
                    .send(request);
            return;
        }
        request.next();
    }

    /** What stands behind the question mark under this name; empty where it does not. */
    public String query(String name) {
        String value = request.queryParams().get(name);
        return value == null ? "" : value;
    }

    /** @throws RefusedException where it is no text: what can't be decoded would become something else */
    public String body() {
        if (request.body() == null || request.body().buffer() == null) {
            return "";
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(request.body().buffer().getBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(400, "The body is not UTF-8");
        }
    }
}
