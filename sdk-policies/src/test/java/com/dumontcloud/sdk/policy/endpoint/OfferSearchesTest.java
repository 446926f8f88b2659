package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A market that takes 6 s for each search, as Vast does, and those who wait for it. */
@Timeout(60)
class OfferSearchesTest {

    private static final Duration GAP = Duration.ofSeconds(6);
    private static final Duration FRESH = Duration.ofSeconds(60);

    private final ExecutorService people = Executors.newCachedThreadPool();
    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final BlockingQueue<OfferQuery> asked = new LinkedBlockingQueue<>();
    private final List<OfferQuery> searched = new ArrayList<>();
    private final OfferSearches searches = new OfferSearches(this::search, time);

    @AfterEach
    void close() {
        people.shutdownNow();
    }

    @Test
    void findsAllOfItWhereThatTakesNoLongerThanAWishWaits() throws Exception {
        CompletableFuture<Seen> wish = wish(3);

        for (int search = 0; search < 3; search++) {
            awaitSearch();
            time.advance(GAP);
        }

        Seen seen = wish.get(20, TimeUnit.SECONDS);
        assertThat(seen.counts()).containsExactly(1, 2, 3);
        assertThat(seen.whole()).isTrue();
        assertThat(seen.inVain()).isFalse();
    }

    /** Searches end at 6, 12, 18 and 24 s; nobody waits beyond 20. */
    @Test
    void answersAfterTwentySecondsWithWhatWasFoundUntilThen() throws Exception {
        CompletableFuture<Seen> wish = wish(7);
        for (int search = 0; search < 3; search++) {
            awaitSearch();
            time.advance(GAP);
        }
        awaitSearch();
        time.advance(OfferSearches.PATIENCE.minus(GAP.multipliedBy(3)).minusNanos(1));
        assertThat(wish).isNotDone();

        time.advance(Duration.ofNanos(1));

        Seen seen = wish.get(20, TimeUnit.SECONDS);
        assertThat(seen.counts()).containsExactly(1, 2, 3);
        assertThat(seen.whole()).isFalse();
        assertThat(seen.inVain()).isFalse();
        assertThat(searched).hasSize(4);
    }

    @Test
    void goesOnWhereItWasWhenItIsAskedAgain() throws Exception {
        CompletableFuture<Seen> first = wish(5);
        for (int search = 0; search < 3; search++) {
            awaitSearch();
            time.advance(GAP);
        }
        awaitSearch();
        time.advance(Duration.ofSeconds(2));
        first.get(20, TimeUnit.SECONDS);

        CompletableFuture<Seen> again = wish(5);
        time.advance(Duration.ofSeconds(4));
        awaitSearch();
        time.advance(GAP);

        Seen seen = again.get(20, TimeUnit.SECONDS);
        assertThat(seen.counts()).containsExactly(1, 2, 3, 4, 5);
        assertThat(seen.whole()).isTrue();
        assertThat(searched).as("each once").hasSize(5);
    }

    @Test
    void sharesWhatIsUnderWay() throws Exception {
        CompletableFuture<Seen> one = wish(1);
        awaitSearch();
        CompletableFuture<Seen> other = wish(1);
        time.advance(GAP);

        assertThat(one.get(20, TimeUnit.SECONDS).counts()).containsExactly(1);
        assertThat(other.get(20, TimeUnit.SECONDS).counts()).containsExactly(1);
        assertThat(searched).hasSize(1);
    }

    @Test
    void searchesAnewOnceWhatWasFoundIsAMinuteOld() throws Exception {
        CompletableFuture<Seen> first = wish(1);
        awaitSearch();
        time.advance(GAP);
        first.get(20, TimeUnit.SECONDS);

        time.advance(FRESH.minusNanos(1));
        wish(1).get(20, TimeUnit.SECONDS);
        assertThat(searched).hasSize(1);

        time.advance(Duration.ofNanos(1));
        CompletableFuture<Seen> later = wish(1);
        awaitSearch();
        time.advance(GAP);
        later.get(20, TimeUnit.SECONDS);
        assertThat(searched).hasSize(2);
    }

    @Test
    void takesWhatAnotherFoundForAsLongAsItIsFreshEnoughForItself() throws Exception {
        CompletableFuture<Seen> wish = wish(1);
        awaitSearch();
        time.advance(GAP);
        wish.get(20, TimeUnit.SECONDS);

        time.advance(OfferSearches.LONGEST_KEPT.minusNanos(1));
        assertThat(searches.atMostFor(query(1), OfferSearches.LONGEST_KEPT, Duration.ZERO))
                .isCompletedWithValueMatching(offers -> offers.size() == 1);
        assertThat(searched).hasSize(1);

        searches.atMostFor(query(1), FRESH, Duration.ZERO);
        awaitSearch();
        assertThat(searched).hasSize(2);
    }

    @Test
    void letsNobodyWhoWaitsStandBehindThoseWhoCanDoWithout() throws Exception {
        for (int gpus = 11; gpus <= 20; gpus++) {
            searches.atMostFor(query(gpus), FRESH, Duration.ZERO);
        }
        awaitSearch();

        CompletableFuture<Seen> wish = wish(1);
        awaitSearch();

        assertThat(searched).extracting(OfferQuery::gpuCount).containsExactly(11, 1);
        time.advance(GAP);
        assertThat(wish.get(20, TimeUnit.SECONDS).counts()).containsExactly(1);
    }

    @Test
    void saysWhereNothingWasAnswered() throws Exception {
        OfferSearches silent = new OfferSearches(
                query -> {
                    asked.add(query);
                    return new CompletableFuture<List<Offer>>()
                            .orTimeout(50, TimeUnit.SECONDS)
                            .join();
                },
                time);
        CompletableFuture<Seen> wish = CompletableFuture.supplyAsync(() -> see(silent, 2), people);
        awaitSearch();

        time.advance(OfferSearches.PATIENCE);

        Seen seen = wish.get(20, TimeUnit.SECONDS);
        assertThat(seen.counts()).isEmpty();
        assertThat(seen.inVain()).isTrue();
    }

    @Test
    void throwsWhatTheSearchThrowsAndSearchesAgain() {
        DumontException broken = new DumontException(Kind.UNAVAILABLE, "the market is closed");
        List<OfferQuery> tries = new ArrayList<>();
        OfferSearches failing = new OfferSearches(
                query -> {
                    tries.add(query);
                    throw broken;
                },
                time);

        for (int attempt = 0; attempt < 2; attempt++) {
            try (OfferSearches.Wish wish = failing.wish(FRESH)) {
                assertThatThrownBy(() -> wish.offers(query(1))).isSameAs(broken);
            }
        }
        assertThat(tries).hasSize(2);
    }

    @Test
    void doesWithoutWhatIsNotFoundInTimeAndHasItForTheNext() throws Exception {
        CompletableFuture<List<Offer>> first = searches.atMostFor(query(2), FRESH, Duration.ofSeconds(1));
        awaitSearch();
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(first).isNotDone();
        time.advance(Duration.ofNanos(1));
        assertThat(first).isCompletedWithValue(List.of());

        CompletableFuture<List<Offer>> second = searches.atMostFor(query(2), FRESH, GAP);
        time.advance(GAP.minusSeconds(1));

        assertThat(second.get(20, TimeUnit.SECONDS)).hasSize(1);
        assertThat(searches.atMostFor(query(2), FRESH, Duration.ZERO))
                .isCompletedWithValueMatching(offers -> offers.size() == 1);
        assertThat(searched).hasSize(1);
    }

    @Test
    void doesWithoutASearchThatFails() {
        OfferSearches failing = new OfferSearches(
                query -> {
                    throw new DumontException(Kind.CONFLICT, "no provider is configured");
                },
                time);

        assertThat(failing.atMostFor(query(1), FRESH, GAP)
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join())
                .isEmpty();
    }

    private CompletableFuture<Seen> wish(int queries) {
        return CompletableFuture.supplyAsync(() -> see(searches, queries), people);
    }

    private static Seen see(OfferSearches searches, int queries) {
        try (OfferSearches.Wish wish = searches.wish(FRESH)) {
            List<Integer> counts = new ArrayList<>();
            for (int count = 1; count <= queries; count++) {
                wish.offers(query(count))
                        .forEach(offer -> counts.add(offer.gpu().count()));
            }
            return new Seen(counts, wish.isWhole(), wish.isInVain());
        }
    }

    private void awaitSearch() throws InterruptedException {
        assertThat(asked.poll(20, TimeUnit.SECONDS)).as("a search").isNotNull();
    }

    private List<Offer> search(OfferQuery query) {
        CompletableFuture<List<Offer>> answer = new CompletableFuture<>();
        synchronized (searched) {
            searched.add(query);
        }
        time.schedule(GAP, () -> answer.complete(List.of(offer(query.gpuCount()))));
        asked.add(query);
        return answer.join();
    }

    private static OfferQuery query(int gpus) {
        return OfferQuery.builder().gpuCount(gpus).build();
    }

    private static Offer offer(int gpus) {
        return Offer.builder("offer-" + gpus, GpuSpec.of("RTX 4090", gpus), HourlyRate.ofUsd("0.40"))
                .build();
    }

    private record Seen(List<Integer> counts, boolean whole, boolean inVain) {}
}
