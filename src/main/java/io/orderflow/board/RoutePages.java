package io.orderflow.board;

import io.orderflow.observe.Answer;
import io.orderflow.observe.Question;
import io.orderflow.observe.Site;
import io.orderflow.reload.Mistakes;
import io.orderflow.reload.Save;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes by HTTP: to be looked at, paused, resumed, stopped and started. */
final class RoutePages {

    private static final Logger LOG = LoggerFactory.getLogger("board");
    private static final Map<String, String> DONE =
            Map.of("pause", "paused", "resume", "resumed", "stop", "stopped", "start", "started");

    private final RouteDesk desk;

    RoutePages(RouteDesk desk) {
        this.desk = desk;
    }

    /**
     * @param mistake  how many mistakes the files have now, and the first; or null
     * @param mistakes each of them
     * @param saves    the last changes of the files
     */
    private record Page(List<RouteState> routes, String mistake, List<String> mistakes, List<Save> saves) {

        static Page of(RouteDesk desk) {
            Mistakes now = desk.mistakes().get();
            return new Page(
                    desk.states().get(),
                    now.sentence(),
                    now.sentences(),
                    desk.saves().get());
        }
    }

    /** @param shape its steps */
    private record Whole(RouteState route, RouteShape shape) {}

    void serve(Site site) {
        site.answer("/api/routes", question -> BoardJson.answer(Page.of(desk)));
        site.answer("/api/routes/:id", question -> route(200, question.path("id")));
        for (String action : List.of("pause", "resume", "stop", "start")) {
            site.act("/api/routes/:id/" + action, question -> act(question, action));
        }
    }

    private Answer route(int status, String id) {
        RouteShape shape = desk.shapes().apply(id);
        return desk.states().get().stream()
                .filter(state -> state.id().equals(id) && shape != null)
                .findFirst()
                .map(state -> Answer.json(status, BoardJson.of(new Whole(state, shape))))
                .orElseGet(() -> Answer.problem(404, "There is no route " + id));
    }

    private Answer act(Question question, String action) throws InterruptedException {
        String id = question.path("id");
        try {
            boolean done = desk.actions().act(id, action, question.who());
            LOG.info(
                    "{}: {} {}{}",
                    question.who(),
                    DONE.get(action),
                    id,
                    done ? "" : ", when what is in flight is done");
            return route(done ? 200 : 202, id);
        } catch (IllegalArgumentException e) {
            return Answer.problem(404, e.getMessage());
        } catch (IllegalStateException e) {
            LOG.info("{}: could not {} {}: {}", question.who(), action, id, e.getMessage());
            return Answer.problem(409, e.getMessage());
        }
    }
}
