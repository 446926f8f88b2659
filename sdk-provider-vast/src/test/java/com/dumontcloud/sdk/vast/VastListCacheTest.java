package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Each fetch waits until the test answers it; lists are told apart by their number of unreadable rows. */
class VastListCacheTest {

    private static final long PATIENCE_SECONDS = 5;

    private final BlockingQueue<CompletableFuture<VastListing>> fetches = new LinkedBlockingQueue<>();
    private final VirtualTime time = VirtualTime.startingAt(TestVast.NOW);
    private final VastListCache cache = new VastListCache(this::fetch, time, Duration.ofSeconds(5));

    @Test
    void thoseWhoAskWhileAListIsFetchedShareIt() throws Exception {
        Asker first = ask();
        CompletableFuture<VastListing> fetched = begun();
        Asker second = waiting(ask());
        Asker third = waiting(ask());

        fetched.complete(list(1));

        assertThat(first.result()).isEqualTo(1);
        assertThat(second.result()).isEqualTo(1);
        assertThat(third.result()).isEqualTo(1);
        assertThat(fetches).isEmpty();
    }

    @Test
    void aFailureIsSharedAndNotKept() throws Exception {
        Asker first = ask();
        CompletableFuture<VastListing> fetched = begun();
        Asker second = waiting(ask());

        fetched.completeExceptionally(new DumontException(Kind.SERVER, "as told"));

        assertThat(first.failure()).isEqualTo(Kind.SERVER);
        assertThat(second.failure()).isEqualTo(Kind.SERVER);
        assertThat(fetches).isEmpty();
        Asker later = ask();
        begun().complete(list(2));
        assertThat(later.result()).isEqualTo(2);
    }

    @Test
    void whoFetchesAndIsInterruptedHandsOverToTheOthers() throws Exception {
        Asker first = ask();
        begun();
        Asker second = waiting(ask());
        Asker third = waiting(ask());

        first.thread.interrupt();

        assertThat(first.failure()).isEqualTo(Kind.INTERRUPTED);
        begun().complete(list(2));
        assertThat(second.result()).isEqualTo(2);
        assertThat(third.result()).isEqualTo(2);
        assertThat(fetches).isEmpty();
    }

    @Test
    void whoWaitsAndIsInterruptedGivesUpAndTheOthersDoNot() throws Exception {
        Asker first = ask();
        CompletableFuture<VastListing> fetched = begun();
        Asker second = waiting(ask());
        Asker third = waiting(ask());

        second.thread.interrupt();

        assertThat(second.failure()).isEqualTo(Kind.INTERRUPTED);
        fetched.complete(list(1));
        assertThat(first.result()).isEqualTo(1);
        assertThat(third.result()).isEqualTo(1);
        assertThat(fetches).isEmpty();
    }

    @Test
    void whoAsksAfterAChangeJoinsNoListThatBeganBefore() throws Exception {
        Asker before = ask();
        CompletableFuture<VastListing> old = begun();
        cache.changed();
        Asker after = ask();
        CompletableFuture<VastListing> anew = begun();

        anew.complete(list(2));
        assertThat(after.result()).isEqualTo(2);
        old.complete(list(1));

        assertThat(before.result()).isEqualTo(1);
        assertThat(cache.get().listing()).as("the old list comes last").isEqualTo(list(2));
        assertThat(fetches).isEmpty();
    }

    @Test
    void aListAmidWhichSomethingChangedIsNotKept() throws Exception {
        Asker before = ask();
        CompletableFuture<VastListing> old = begun();
        cache.changed();
        old.complete(list(1));
        assertThat(before.result()).isEqualTo(1);

        Asker after = ask();
        begun().complete(list(2));

        assertThat(after.result()).isEqualTo(2);
    }

    private VastListing fetch() {
        CompletableFuture<VastListing> answer = new CompletableFuture<>();
        fetches.add(answer);
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new DumontException(Kind.INTERRUPTED, "as a call of the client is", stopped);
        } catch (ExecutionException told) {
            if (told.getCause() instanceof DumontException failure) {
                throw failure;
            }
            throw new AssertionError(told);
        } catch (TimeoutException forgotten) {
            throw new AssertionError(forgotten);
        }
    }

    /** Returns the next fetch that began, to be answered. */
    private CompletableFuture<VastListing> begun() throws InterruptedException {
        CompletableFuture<VastListing> fetch = fetches.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (fetch == null) {
            throw new AssertionError("no fetch began");
        }
        return fetch;
    }

    private Asker ask() {
        Asker asker = new Asker(() -> cache.get().listing().unreadable());
        asker.thread.setDaemon(true);
        asker.thread.start();
        return asker;
    }

    /** Waits until this one waits for the fetch of another. */
    private static Asker waiting(Asker asker) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (asker.thread.getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        return asker;
    }

    private static VastListing list(int number) {
        return new VastListing(List.of(), number, true);
    }

    /** Somebody on a thread of their own. */
    private static final class Asker {

        final Thread thread;
        private final FutureTask<Integer> task;

        Asker(Callable<Integer> call) {
            this.task = new FutureTask<>(call);
            this.thread = new Thread(task);
        }

        int result() throws Exception {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        Kind failure() {
            DumontException[] told = new DumontException[1];
            assertThatThrownBy(this::result)
                    .cause()
                    .isInstanceOfSatisfying(DumontException.class, failed -> told[0] = failed);
            return told[0].kind();
        }
    }
}
