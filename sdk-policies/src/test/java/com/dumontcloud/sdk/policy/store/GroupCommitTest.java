package com.dumontcloud.sdk.policy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final List<Integer> groups = new ArrayList<>();
    private final CountDownLatch firstBegun = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final ExecutorService pool = Executors.newFixedThreadPool(8);

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    @Test
    void writesAloneForWhoeverIsAlone() {
        GroupCommit<GroupCommit.Entry> commits = new GroupCommit<>(group -> groups.add(group.size()));

        commits.write(new GroupCommit.Entry());
        commits.write(new GroupCommit.Entry());

        assertThat(groups).containsExactly(1, 1);
    }

    /** Nobody may take for durable what was not written. */
    @Test
    void tellsAllOfAGroupWhenWritingEndsInAnError() {
        GroupCommit<GroupCommit.Entry> commits = new GroupCommit<>(group -> {
            throw new OutOfMemoryError("as told");
        });
        GroupCommit.Entry entry = new GroupCommit.Entry();

        assertThatThrownBy(() -> commits.write(entry)).isInstanceOf(OutOfMemoryError.class);

        assertThat(entry.isSettled()).isTrue();
        assertThat(entry.refusal()).hasCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void writesInOneGoForAllWhoCameMeanwhile() throws Exception {
        GroupCommit<GroupCommit.Entry> commits = new GroupCommit<>(this::commit);
        Future<?> first = pool.submit(() -> commits.write(new GroupCommit.Entry()));
        assertThat(firstBegun.await(5, TimeUnit.SECONDS)).isTrue();
        List<Future<?>> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(pool.submit(() -> commits.write(new GroupCommit.Entry())));
        }
        while (commits.waiting() < 5) {
            Thread.onSpinWait();
        }

        firstMayEnd.countDown();

        first.get(5, TimeUnit.SECONDS);
        for (Future<?> other : others) {
            other.get(5, TimeUnit.SECONDS);
        }
        assertThat(groups).containsExactly(1, 5);
    }

    @Test
    void refusesAllOfAGroupThatFailsAndGoesOn() {
        boolean[] fails = {true};
        GroupCommit<GroupCommit.Entry> commits = new GroupCommit<>(group -> {
            if (fails[0]) {
                throw new IllegalStateException("disk full");
            }
            groups.add(group.size());
        });

        assertThatThrownBy(() -> commits.write(new GroupCommit.Entry())).hasMessage("disk full");
        fails[0] = false;
        commits.write(new GroupCommit.Entry());

        assertThat(groups).containsExactly(1);
    }

    private void commit(List<GroupCommit.Entry> group) {
        groups.add(group.size());
        firstBegun.countDown();
        try {
            assertThat(firstMayEnd.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
