package io.orderflow.observe;

/** What an HTTP request is answered with. */
public record Answer(int status, String type, String body) {

    public static Answer json(int status, String body) {
        return new Answer(status, "application/json", body);
    }
}
