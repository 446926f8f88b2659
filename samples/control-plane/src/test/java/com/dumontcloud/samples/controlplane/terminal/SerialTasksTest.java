package com.dumontcloud.samples.controlplane.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SerialTasksTest {

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private boolean isFull;
    private final SerialTasks tasks = new SerialTasks(task -> {
        if (isFull) {
            throw new RejectedExecutionException("as a test wants it");
        }
        threads.add(task);
    });

    @Test
    void runsTasksInTheirOrderOnOneThreadAtATime() {
        tasks.execute(() -> done.add("first"));
        tasks.execute(() -> done.add("second"));

        assertThat(threads).hasSize(1);
        threads.remove().run();
        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void goesOnAfterATaskThatThrows() {
        tasks.execute(() -> {
            throw new IllegalStateException("as a test wants it");
        });
        tasks.execute(() -> done.add("second"));

        assertThatIllegalStateException().isThrownBy(threads.remove()::run);
        threads.remove().run();
        tasks.execute(() -> done.add("third"));
        threads.remove().run();

        assertThat(done).containsExactly("second", "third");
    }

    @Test
    void goesOnAfterNoThreadWasToBeHad() {
        isFull = true;
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> tasks.execute(() -> done.add("first")));
        isFull = false;

        tasks.execute(() -> done.add("second"));
        threads.remove().run();

        assertThat(done).containsExactly("first", "second");
    }
}
