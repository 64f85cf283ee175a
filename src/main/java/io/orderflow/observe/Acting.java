package io.orderflow.observe;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Who may change something: whoever may look, but no page from elsewhere that a browser which may look has open. Such a
 * page can send a form, with the browser's password; it can't send a header of its own, and a browser says where it is from.
 */
final class Acting implements Handler<RoutingContext> {

    /** Any value will do. */
    static final String HEADER = "Orderflow-Action";

    private final boolean readOnly;

    Acting(boolean readOnly) {
        this.readOnly = readOnly;
    }

    @Override
    public void handle(RoutingContext request) {
        String refusal = refusal(request);
        if (refusal == null) {
            request.next();
        } else {
            Answer.problem(403, refusal).send(request);
        }
    }

    private String refusal(RoutingContext request) {
        var headers = request.request().headers();
        String site = headers.get("Sec-Fetch-Site");
        String origin = headers.get("Origin");
        if (readOnly) {
            return "Nothing can be changed from here: orders.http.read-only is true";
        }
        if (site != null && !site.equals("same-origin")) {
            return "A page from elsewhere may change nothing here";
        }
        if (origin != null && !isOwn(origin, headers.get("Host"))) {
            return "A page from elsewhere may change nothing here";
        }
        if (headers.get(HEADER) == null) {
            return "To change something, send the header " + HEADER + " with any value";
        }
        return null;
    }

    private static boolean isOwn(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }
}
