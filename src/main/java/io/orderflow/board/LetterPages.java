package io.orderflow.board;

import io.orderflow.board.letters.LetterDesk;
import io.orderflow.board.letters.LetterId;
import io.orderflow.board.letters.LetterIndex;
import io.orderflow.board.letters.LetterState;
import io.orderflow.board.letters.LettersInMemory;
import io.orderflow.observe.Answer;
import io.orderflow.observe.LineStream;
import io.orderflow.observe.Question;
import io.orderflow.observe.RefusedException;
import io.orderflow.observe.Site;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The dead letters by HTTP: to be looked at. */
final class LetterPages {

    private static final int MOST = 200;
    private static final int CHUNK = 500;
    private final LetterDesk desk;

    LetterPages(LetterDesk desk) {
        this.desk = desk;
    }

    void serve(Site site) {
        site.answer("/api/dead-letters", this::list);
        site.stream("/api/dead-letters/export", this::export);
        site.answer("/api/dead-letters/:id", question -> letter(question.path("id")));
    }

    private Answer list(Question question) {
        LetterIndex.Selection selection = selection(question.query("state"), question.query("group"));
        int limit = Numbers.whole(question.query("limit"), 50, 1, MOST, "limit");
        List<LetterId> ids = desk.index().newest(selection, limit + 1, PageCursor.read(question.query("cursor")));
        List<LetterId> shown = ids.subList(0, Math.min(limit, ids.size()));
        Map<LetterId, Letter> opened = new HashMap<>();
        desk.open(shown, record -> {
            opened.put(LetterId.of(record), Letter.of(record, desk));
            return true;
        });
        List<Letter> letters =
                shown.stream().map(opened::get).filter(Objects::nonNull).toList();
        List<LetterIndex.Group> groups = desk.index().groups();
        return BoardJson.answer(new Page(
                LetterIndex.counts(groups),
                desk.isComplete(),
                desk.older(),
                groups,
                letters,
                ids.size() > limit ? PageCursor.after(PageCursor.read(question.query("cursor")), shown) : null));
    }

    /** A line a letter, with all that it has, the oldest of each partition first. */
    private Consumer<LineStream> export(Question question) {
        LetterIndex.Selection selection = selection(question.query("state"), question.query("group"));
        return lines -> export(desk.index().all(selection), lines);
    }

    private void export(List<LetterId> all, LineStream lines) {
        for (int at = 0; at < all.size(); at += CHUNK) {
            Collection<LetterId> left = all.subList(at, Math.min(at + CHUNK, all.size()));
            while (!left.isEmpty()) {
                LettersInMemory letters = new LettersInMemory();
                left = desk.open(left, letters);
                for (ConsumerRecord<byte[], byte[]> letter : letters.all()) {
                    if (!lines.write(BoardJson.of(whole(letter)))) {
                        return;
                    }
                }
            }
        }
    }

    private RecordView whole(ConsumerRecord<byte[], byte[]> record) {
        return RecordView.of(record, Letter.of(record, desk));
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
            throw new RefusedException(400, "state is one of open, replayed, mended, set_aside and all");
        }
    }

    private Answer letter(String id) {
        LetterId letter = LetterId.parse(id);
        ConsumerRecord<byte[], byte[]> record = desk.open(letter);
        return record == null ? Answer.problem(404, "There is no dead letter " + id) : BoardJson.answer(whole(record));
    }
}
