package io.orderflow.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.orderflow.board.letters.LetterDesk;
import io.orderflow.board.letters.LetterId;
import io.orderflow.board.letters.LetterIndex;
import io.orderflow.board.letters.LetterJob;
import io.orderflow.board.letters.LetterState;
import io.orderflow.observe.Answer;
import io.orderflow.observe.Question;
import io.orderflow.observe.RefusedException;
import io.orderflow.observe.Site;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import io.orderflow.order.OrderReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is done with dead letters, by HTTP: replayed, mended and set aside. */
final class LetterActions {

    private static final int LONGEST_WORD = 200;
    /** Of what is so small, the answer waits for the end. */
    private static final int FEW = 10;

    private static final long PATIENCE_MS = 5_000;

    private final LetterDesk desk;

    LetterActions(LetterDesk desk) {
        this.desk = desk;
    }

    void serve(Site site) {
        site.act("/api/dead-letters/replay", question -> all(question, LetterState.REPLAYED));
        site.act("/api/dead-letters/set-aside", question -> all(question, LetterState.SET_ASIDE));
        site.act("/api/dead-letters/reopen", question -> all(question, LetterState.OPEN));
        site.act("/api/dead-letters/:id/mend", question -> mend(question));
        site.act("/api/orders/check", this::check);
        site.answer(
                "/api/jobs",
                question -> BoardJson.answer(Map.of("jobs", desk.jobs().newestFirst())));
        site.answer("/api/jobs/:id", question -> job(question.path("id")));
    }

    private Answer all(Question question, LetterState what) throws InterruptedException {
        JsonNode asked = json(question.body());
        String word = asked.path("word").asText("").strip();
        if (what == LetterState.SET_ASIDE && word.isEmpty() || word.length() > LONGEST_WORD) {
            throw new RefusedException(
                    400,
                    "word is wanted: why they are set aside, in %d characters at the most".formatted(LONGEST_WORD));
        }
        List<LetterId> letters = letters(asked, what == LetterState.OPEN ? LetterState.SET_ASIDE : LetterState.OPEN);
        return begin(new LetterDesk.Task(letters, what, question.who(), word.isEmpty() ? null : word, null));
    }

    private List<LetterId> letters(JsonNode asked, LetterState state) {
        if (asked.path("letters").isArray()) {
            List<LetterId> letters = new ArrayList<>();
            asked.path("letters").forEach(id -> letters.add(LetterId.parse(id.asText())));
            return letters.stream().distinct().toList();
        }
        if (asked.path("group").isTextual()) {
            String group = asked.path("group").asText();
            if (desk.index().groups().stream().noneMatch(known -> known.id().equals(group))) {
                throw new RefusedException(404, "There is no group " + group);
            }
            return desk.index().all(new LetterIndex.Selection(state, group));
        }
        if (asked.path("all").booleanValue()) {
            return desk.index().all(new LetterIndex.Selection(state, null));
        }
        throw new RefusedException(
                400, "Which letters? {\"letters\": [\"0-12\"]}, {\"group\": \"its id\"} or {\"all\": true} is wanted");
    }

    private Answer mend(Question question) throws InterruptedException {
        LetterId id = LetterId.parse(question.path("id"));
        JsonNode text = json(question.body()).path("order");
        if (!text.isTextual()) {
            throw new RefusedException(400, "{\"order\": \"the order's JSON, as text\"} is wanted");
        }
        byte[] mended = text.asText().getBytes(StandardCharsets.UTF_8);
        try {
            requireInPlaceOf(id, mended);
        } catch (InvalidOrderException e) {
            return Answer.problem(422, e.getMessage());
        }
        return begin(new LetterDesk.Task(List.of(id), LetterState.MENDED, question.who(), null, mended));
    }

    /** The order must be one that may be sent in the letter's place. */
    private void requireInPlaceOf(LetterId id, byte[] mended) {
        ConsumerRecord<byte[], byte[]> record = desk.open(id);
        if (record == null) {
            throw new RefusedException(404, "There is no dead letter " + id);
        }
        Order order = OrderJson.read(mended);
        String before = WantedOrder.idOf(record.value());
        if (before != null && !before.equals(order.orderId())) {
            throw new InvalidOrderException("order_id must stay as it was: " + before);
        }
    }

    private Answer check(Question question) {
        byte[] json = question.body().getBytes(StandardCharsets.UTF_8);
        String letter = question.query("letter");
        String as = question.query("as");
        try {
            if (!letter.isEmpty()) {
                requireInPlaceOf(LetterId.parse(letter), json);
            } else if (as.equals("file")) {
                new OrderReader(() -> "made").read(json, 0, json.length);
            } else if (as.isEmpty()) {
                OrderJson.read(json);
            } else {
                throw new RefusedException(400, "as is file, or left out");
            }
            return Answer.json(200, "{\"valid\":true}");
        } catch (InvalidOrderException e) {
            return BoardJson.answer(Map.of("valid", false, "detail", e.getMessage()));
        }
    }

    private Answer begin(LetterDesk.Task task) throws InterruptedException {
        LetterJob job = desk.jobs().begin(task);
        long deadline = System.currentTimeMillis() + PATIENCE_MS;
        while (task.letters().size() <= FEW && !job.isOver() && System.currentTimeMillis() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
            job = desk.jobs().job(job.id());
        }
        return Answer.json(job.isOver() ? 200 : 202, BoardJson.of(job)).with("Location", "/api/jobs/" + job.id());
    }

    private Answer job(String id) {
        LetterJob job = desk.jobs().job(id);
        return job == null ? Answer.problem(404, "There is no job " + id) : BoardJson.answer(job);
    }

    private static JsonNode json(String body) {
        try {
            return WantedOrder.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new RefusedException(400, "The body is no JSON");
        }
    }
}
