package io.orderflow.board.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.reload.Lines;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task that can't be done is over, and says why; the next one is begun. */
class LetterJobsTest {

    private static final LetterDesk.Task TASK =
            new LetterDesk.Task(List.of(new LetterId(0, 12)), LetterState.REPLAYED, "anna", null, null);

    @ParameterizedTest
    @CsvSource({
        "java.lang.IllegalStateException, no",
        "java.lang.StackOverflowError, something is nested too deep",
        "org.apache.kafka.common.errors.RecordTooLargeException, an order is too large for its topic",
        "java.lang.NoClassDefFoundError, a fault in the program"
    })
    void whatever_ends_a_task_its_job_has_failed(Class<? extends Throwable> failure, String words) throws Exception {
        LetterJobs jobs = new LetterJobs(null, () -> sneak(failure));
        try {
            for (int i = 0; i < 2; i++) {
                String id = jobs.begin(TASK).id();
                await().until(() -> jobs.job(id).state() == LetterJob.State.FAILED);
                assertThat(jobs.job(id).trouble()).isEqualTo(words);
            }
        } finally {
            assertThat(jobs.stop()).isTrue();
        }
    }

    @Test
    void who_began_what_is_logged_at_its_begin_and_at_its_end_also_where_the_program_stops() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        LetterDesk.Task many = new LetterDesk.Task(
                List.of(new LetterId(0, 1), new LetterId(0, 2)), LetterState.SET_ASIDE, "ben", "the menu", null);
        try (Lines lines = new Lines("board")) {
            LetterJobs jobs = new LetterJobs(null, () -> {
                working.countDown();
                sleep();
            });
            List<String> ids = List.of(jobs.begin(TASK).id(), jobs.begin(many).id());
            working.await();
            assertThat(lines.all())
                    .containsExactly(
                            "anna: begins to replay dead letter 0-12",
                            "ben: begins to set aside 2 dead letters: \"the menu\"");
            assertThat(jobs.stop()).isTrue();

            assertThat(ids).allSatisfy(id -> assertThat(jobs.job(id).state()).isEqualTo(LetterJob.State.FAILED));
            assertThat(lines.all().subList(2, 4))
                    .containsExactlyInAnyOrder(
                            "anna: could not replay dead letter 0-12 to the end, 0 at least are done: The program has stopped",
                            "ben: could not set aside 2 dead letters to the end, 0 at least are done: The program has stopped");
        }
    }

    /** Until it is interrupted. */
    private static void sleep() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sneak(Class<? extends Throwable> failure) {
        try {
            throw failure.getConstructor(String.class).newInstance("no");
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
