package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class BlockingThreadsTest {

    private final BlockingThreads threads = new BlockingThreads("disk", 1, 1);

    @Test
    void turnsAwayWhoWouldWaitBeyondTheLimit() throws Exception {
        CompletableFuture<String> held = new CompletableFuture<>();
        CompletableFuture<String> served = threads.call(held::join);
        CompletableFuture<String> waiting = threads.call(() -> "waited");

        assertThatThrownBy(() -> threads.call(() -> "too many"))
                .asInstanceOf(InstanceOfAssertFactories.type(ApiFailure.class))
                .satisfies(refusal -> {
                    assertThat(refusal.status()).isEqualTo(503);
                    assertThat(refusal).hasMessageContaining("disk");
                });
        held.complete("held");

        assertThat(served.get(5, TimeUnit.SECONDS)).isEqualTo("held");
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo("waited");
    }

    @Test
    void callsOnAThreadOfItsOwnAndTellsWhatTheCallThrows() throws Exception {
        String thread = threads.call(() -> Thread.currentThread().getName()).get(5, TimeUnit.SECONDS);

        assertThat(thread).startsWith("dumont-http-disk-");
        assertThat(threads.call(() -> {
                    throw new IllegalStateException("no disk");
                }))
                .failsWithin(5, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void keepsNoThreadForAResultThatComesLater() throws Exception {
        CompletableFuture<String> later = new CompletableFuture<>();
        CompletableFuture<String> result = threads.callLater(() -> later);

        assertThat(threads.call(() -> "served meanwhile").get(5, TimeUnit.SECONDS))
                .isEqualTo("served meanwhile");
        later.complete("late");

        assertThat(result.get(5, TimeUnit.SECONDS)).isEqualTo("late");
    }
}
