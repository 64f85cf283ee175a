package io.orderflow.board.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task that can't be done is over, and says why; the next one is begun. */
class LetterJobsTest {

    private static final LetterDesk.Task TASK =
            new LetterDesk.Task(List.of(new LetterId(0, 12)), LetterState.REPLAYED, "anna", null, null);

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class, NoClassDefFoundError.class})
    void whatever_ends_a_task_its_job_has_failed(Class<? extends Throwable> failure) throws Exception {
        LetterJobs jobs = new LetterJobs(null, () -> sneak(failure));
        try {
            for (int i = 0; i < 2; i++) {
                String id = jobs.begin(TASK).id();
                await().until(() -> jobs.job(id).state() == LetterJob.State.FAILED);
                assertThat(jobs.job(id).trouble()).contains(failure.getSimpleName());
            }
        } finally {
            assertThat(jobs.stop()).isTrue();
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
