package io.orderflow.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.orderflow.board.letters.LetterDesk;
import io.orderflow.board.letters.LetterId;
import io.orderflow.board.letters.LetterIndex;
import io.orderflow.board.letters.LetterJob;
import io.orderflow.board.letters.LetterState;
import io.orderflow.observe.Answer;
import io.orderflow.observe.LineStream;
import io.orderflow.observe.Question;
import io.orderflow.observe.RefusedException;
import io.orderflow.observe.WebServer;
import io.orderflow.order.InvalidOrderException;
import io.orderflow.order.Order;
import io.orderflow.order.OrderJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** The dead letters by HTTP: to be looked at, replayed, mended and set aside. */
final class LetterPages {

    private static final int MOST = 200;
    private static final int CHUNK = 500;
    private static final int LONGEST_WORD = 200;
    /** Of what is so small, the answer waits for the end. */
    private static final int FEW = 10;

    private static final long PATIENCE_MS = 5_000;

    private final LetterDesk desk;
    private final String brokers;

    LetterPages(LetterDesk desk, String brokers) {
        this.desk = desk;
        this.brokers = brokers;
    }

    void serve(WebServer server) {
        server.answer("/api/dead-letters", question -> safely(() -> list(question)));
        server.stream("/api/dead-letters/export", this::export);
        server.answer("/api/dead-letters/:id", question -> safely(() -> letter(question.path("id"))));
        server.act("/api/dead-letters/replay", question -> safely(() -> all(question, LetterState.REPLAYED)));
        server.act("/api/dead-letters/set-aside", question -> safely(() -> all(question, LetterState.SET_ASIDE)));
        server.act("/api/dead-letters/reopen", question -> safely(() -> all(question, LetterState.OPEN)));
        server.act("/api/dead-letters/:id/mend", question -> safely(() -> mend(question)));
        server.act("/api/orders/check", question -> check(question.body()));
        server.answer("/api/jobs", question -> Answer.json(200, Board.json(Map.of("jobs", desk.jobs()))));
        server.answer("/api/jobs/:id", question -> job(question.path("id")));
    }

    private interface Try {
        Answer answer() throws InterruptedException;
    }

    private Answer safely(Try answer) {
        try {
            return answer.answer();
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, e.getMessage());
        } catch (KafkaException e) {
            return Answer.problem(503, "Kafka does not answer at " + brokers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.problem(503, "The program stops");
        }
    }

    private Answer list(Question question) {
        LetterIndex.Selection selection = selection(question.query("state"), question.query("group"));
        int limit = Numbers.whole(question.query("limit"), 50, 1, MOST, "limit");
        List<LetterId> ids = desk.index().newest(selection, limit + 1, PageCursor.read(question.query("cursor")));
        List<Letter> letters = new ArrayList<>();
        List<LetterId> shown = ids.subList(0, Math.min(limit, ids.size()));
        Map<LetterId, ConsumerRecord<byte[], byte[]>> records = desk.open(shown);
        for (LetterId id : shown) {
            ConsumerRecord<byte[], byte[]> record = records.get(id);
            if (record != null) {
                letters.add(Letter.of(record).in(desk.index().state(id), desk.last(id)));
            }
        }
        return Answer.json(
                200,
                Board.json(new Page(
                        desk.index().counts(),
                        desk.isComplete(),
                        desk.older(),
                        desk.index().groups(),
                        letters,
                        ids.size() > limit
                                ? PageCursor.after(PageCursor.read(question.query("cursor")), shown)
                                : null)));
    }

    /** A line a letter, with all that it has, the oldest of each partition first. */
    private void export(Question question, LineStream lines) {
        try {
            List<LetterId> all = desk.index().all(selection(question.query("state"), question.query("group")));
            for (int at = 0; at < all.size(); at += CHUNK) {
                List<LetterId> chunk = all.subList(at, Math.min(at + CHUNK, all.size()));
                Map<LetterId, ConsumerRecord<byte[], byte[]>> records = desk.open(chunk);
                for (LetterId id : chunk) {
                    if (records.containsKey(id) && !lines.write(Board.json(whole(id, records.get(id))))) {
                        return;
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, e.getMessage());
        } catch (KafkaException e) {
            throw new RefusedException(503, "Kafka does not answer at " + brokers);
        }
    }

    private RecordView whole(LetterId id, ConsumerRecord<byte[], byte[]> record) {
        return RecordView.of(record, Letter.of(record).in(desk.index().state(id), desk.last(id)));
    }

    /**
     * @param complete false where not all letters have been looked at yet
     * @param older    how many there are before those that are looked at
     * @param next     the cursor of the next page, or null
     */
    private record Page(
            Map<LetterState, Long> counts,
            boolean complete,
            long older,
            List<LetterIndex.Group> groups,
            List<Letter> letters,
            String next) {}

    private static LetterIndex.Selection selection(String state, String group) {
        try {
            return new LetterIndex.Selection(
                    state.isEmpty() || state.equals("all") ? null : LetterState.parse(state),
                    group.isEmpty() ? null : group);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("state is one of open, replayed, mended, set_aside and all");
        }
    }

    private Answer letter(String id) {
        LetterId letter = LetterId.parse(id);
        ConsumerRecord<byte[], byte[]> record = desk.open(List.of(letter)).get(letter);
        return record == null
                ? Answer.problem(404, "There is no dead letter " + id)
                : Answer.json(200, Board.json(whole(letter, record)));
    }

    private Answer all(Question question, LetterState what) throws InterruptedException {
        JsonNode asked = json(question.body());
        String word = asked.path("word").asText("").strip();
        if (what == LetterState.SET_ASIDE && word.isEmpty() || word.length() > LONGEST_WORD) {
            throw new IllegalArgumentException(
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
            return desk.index()
                    .all(new LetterIndex.Selection(state, asked.path("group").asText()));
        }
        if (asked.path("all").asBoolean()) {
            return desk.index().all(new LetterIndex.Selection(state, null));
        }
        throw new IllegalArgumentException(
                "Which letters? {\"letters\": [\"0-12\"]}, {\"group\": \"its id\"} or {\"all\": true} is wanted");
    }

    private Answer mend(Question question) throws InterruptedException {
        LetterId id = LetterId.parse(question.path("id"));
        JsonNode text = json(question.body()).path("order");
        if (!text.isTextual()) {
            throw new IllegalArgumentException("{\"order\": \"the order's JSON, as text\"} is wanted");
        }
        ConsumerRecord<byte[], byte[]> record = desk.open(List.of(id)).get(id);
        if (record == null) {
            return Answer.problem(404, "There is no dead letter " + id);
        }
        byte[] mended = text.asText().getBytes(StandardCharsets.UTF_8);
        try {
            Order order = OrderJson.read(mended);
            String before = WantedOrder.idOf(record.value());
            if (before != null && !before.equals(order.orderId())) {
                return Answer.problem(422, "order_id must stay as it was: " + before);
            }
        } catch (InvalidOrderException e) {
            return Answer.problem(422, e.getMessage());
        }
        return begin(new LetterDesk.Task(List.of(id), LetterState.MENDED, question.who(), null, mended));
    }

    private static Answer check(String text) {
        try {
            OrderJson.read(text.getBytes(StandardCharsets.UTF_8));
            return Answer.json(200, "{\"valid\":true}");
        } catch (InvalidOrderException e) {
            return Answer.json(200, Board.json(Map.of("valid", false, "detail", e.getMessage())));
        }
    }

    private Answer begin(LetterDesk.Task task) throws InterruptedException {
        LetterJob job = desk.begin(task);
        long deadline = System.currentTimeMillis() + PATIENCE_MS;
        while (task.letters().size() <= FEW && !job.isOver() && System.currentTimeMillis() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
            job = desk.job(job.id());
        }
        return Answer.json(job.isOver() ? 200 : 202, Board.json(job)).with("Location", "/api/jobs/" + job.id());
    }

    private Answer job(String id) {
        LetterJob job = desk.job(id);
        return job == null ? Answer.problem(404, "There is no job " + id) : Answer.json(200, Board.json(job));
    }

    private static JsonNode json(String body) {
        try {
            return WantedOrder.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is no JSON");
        }
    }
}
