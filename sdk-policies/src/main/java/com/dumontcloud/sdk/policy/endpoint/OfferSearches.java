package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches of a market for people who wait. A provider may want seconds between two searches, so that the several of one wish take most
 * of a minute: a wish waits for so long and no longer, what is found later is there when it comes again, and wishes share what they
 * search for. Thread-safe.
 */
final class OfferSearches {

    private static final Logger log = LoggerFactory.getLogger(OfferSearches.class);

    /** For how long one wish waits for its searches. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** For how long what was found is kept; nobody asks for what is older. */
    static final Duration LONGEST_KEPT = Duration.ofMinutes(10);

    private final Function<OfferQuery, List<Offer>> market;
    private final TimeSource time;
    private final BlockingThreads threads = new BlockingThreads("market", 2, 64);

    /** Those who can do without are kept from filling the queue of those who cannot. */
    private final BlockingThreads spare = new BlockingThreads("prices", 1, 64);

    private final Map<OfferQuery, CompletableFuture<Found>> known = new HashMap<>();

    /**
     * Creates it.
     *
     * @param market searches, and may block
     * @param time by which people wait
     */
    OfferSearches(Function<OfferQuery, List<Offer>> market, TimeSource time) {
        this.market = market;
        this.time = time;
    }

    /**
     * Searches for whoever can do without. Does not block.
     *
     * @param fresh how old what was found may be, at most {@link #LONGEST_KEPT}
     * @param patience how long the answer is waited for; one that comes later is there for the next to ask
     * @return what there is, the cheapest first; empty where it is not known in time, and where no search can be made
     */
    CompletableFuture<List<Offer>> atMostFor(OfferQuery query, Duration fresh, Duration patience) {
        CompletableFuture<List<Offer>> found;
        try {
            found = search(query, fresh, spare).handle((answer, failure) -> {
                if (failure != null) {
                    log.debug("No search of the market: {}", query, failure);
                }
                return answer == null ? List.of() : answer.offers();
            });
        } catch (ApiFailure tooMany) {
            return CompletableFuture.completedFuture(List.of());
        }
        CompletableFuture<List<Offer>> tooLate = new CompletableFuture<>();
        Scheduled over = time.schedule(patience, () -> tooLate.complete(List.of()));
        return found.applyToEither(tooLate, offers -> offers).whenComplete((offers, failure) -> over.cancel());
    }

    /**
     * Begins a wish, whose patience ends by itself. To be closed.
     *
     * @param fresh how old what was found may be, at most {@link #LONGEST_KEPT}
     */
    Wish wish(Duration fresh) {
        return new Wish(fresh);
    }

    private CompletableFuture<Found> search(OfferQuery query, Duration fresh, BlockingThreads waiting) {
        synchronized (known) {
            known.values().removeIf(search -> search.isDone() && !isFresh(search, LONGEST_KEPT));
            CompletableFuture<Found> search = known.get(query);
            if (search == null || (search.isDone() && !isFresh(search, fresh))) {
                search = waiting.call(() -> new Found(market.apply(query), time.mono()));
                known.put(query, search);
            }
            return search;
        }
    }

    private @Nullable CompletableFuture<Found> found(OfferQuery query, Duration fresh) {
        synchronized (known) {
            CompletableFuture<Found> search = known.get(query);
            return search != null && search.isDone() && isFresh(search, fresh) ? search : null;
        }
    }

    private boolean isFresh(CompletableFuture<Found> done, Duration fresh) {
        return !done.isCompletedExceptionally() && time.mono() - done.join().atNanos() < fresh.toNanos();
    }

    private record Found(List<Offer> offers, long atNanos) {}

    /** The searches of one wish, one after the other. Not thread-safe. */
    final class Wish implements AutoCloseable {

        private final CompletableFuture<Boolean> over = new CompletableFuture<>();
        private final Scheduled patience = time.schedule(PATIENCE, () -> over.complete(true));
        private final Duration fresh;
        private boolean answered;
        private boolean whole = true;

        private Wish(Duration fresh) {
            this.fresh = fresh;
        }

        /** Returns what there is; nothing where that was not found in time. Blocks, and throws what the search does. */
        List<Offer> offers(OfferQuery query) {
            CompletableFuture<Found> search = over.isDone() ? found(query, fresh) : search(query, fresh, threads);
            if (search != null) {
                CompletableFuture.anyOf(search.handle((found, failure) -> true), over)
                        .join();
            }
            if (search == null || !search.isDone()) {
                whole = false;
                return List.of();
            }
            answered = true;
            try {
                return search.join().offers();
            } catch (CompletionException failure) {
                throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
            }
        }

        /** Returns whether every search was answered in time. */
        boolean isWhole() {
            return whole;
        }

        /** Returns whether no search was answered, though some were made. */
        boolean isInVain() {
            return !whole && !answered;
        }

        @Override
        public void close() {
            patience.cancel();
        }
    }
}
