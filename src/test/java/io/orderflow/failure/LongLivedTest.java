package io.orderflow.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderflow.reload.Lines;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongLivedTest {

    private static void die(String cause) {
        switch (cause) {
            case "exception" -> throw new IllegalStateException("no");
            case "overflow" -> throw new StackOverflowError();
            case "memory" -> throw new OutOfMemoryError("not really");
            default -> throw new NoClassDefFoundError("a/Class");
        }
    }

    @Test
    void a_thread_that_is_nobodys_and_ends_is_a_line_of_the_log() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        try (Lines lines = new Lines("orderflow")) {
            LongLived.reportOthers();
            Thread thread = new Thread(() -> die("memory"), "a library's");
            thread.start();
            thread.join();

            assertThat(lines.all()).containsExactly("The thread a library's has ended: too little memory");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "exception, no",
        "overflow, something is nested too deep",
        "memory, too little memory",
        "class, a fault in the program"
    })
    void a_thread_that_anything_ends_is_told_of_and_begins_anew(String cause, String words) throws Exception {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        Thread thread = LongLived.start("a thread", () -> {
            if (begun.getAndIncrement() == 0) {
                die(cause);
            }
            goOn.await();
        });

        await().until(() -> begun.get() == 2);
        assertThat(LongLived.trouble()).contains("The work of \"a thread\" has ended, and begins anew: " + words);
        assertThat(thread.isAlive()).isTrue();
        thread.interrupt();
        thread.join();
    }

    @Test
    void all_that_has_ended_is_told() {
        for (String name : List.of("one", "another")) {
            LongLived.task(name, () -> die("exception")).run();
        }
        assertThat(LongLived.trouble())
                .contains("The work of \"one\" has ended", "; ", "The work of \"another\" has ended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "overflow", "memory", "class"})
    void a_task_that_fails_is_called_again_and_its_trouble_is_over_when_it_succeeds(String cause) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger calls = new AtomicInteger();
        executor.scheduleWithFixedDelay(
                LongLived.task("a task", () -> {
                    if (calls.incrementAndGet() < 3) {
                        die(cause);
                    }
                }),
                0,
                1,
                TimeUnit.MILLISECONDS);

        await().until(() -> calls.get() > 5);
        assertThat(LongLived.trouble())
                .satisfiesAnyOf(trouble -> assertThat(trouble).isNull(), trouble -> assertThat(trouble)
                        .doesNotContain("a task"));
        executor.shutdownNow();
    }
}
