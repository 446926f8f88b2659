package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rents one machine, offer after offer, and never a second before it is certain that there is no first: an answer that was lost is
 * settled by listing, for as long as a rental takes to show. One step at a time, each on a thread of its own choosing.
 *
 * @param <T> what becomes of a machine that was rented
 */
final class RentalAttempt<T> {

    private static final Logger log = LoggerFactory.getLogger(RentalAttempt.class);

    private static final int MOST_TRIES = 6;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final MachineProvider provider;
    private final TimeSource time;
    private final Terms<T> terms;
    private final BooleanSupplier isOpen;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Set<String> tried = new HashSet<>();

    /** They may carry the token of the one that is rented in their place. */
    private final Set<MachineId> givenBack = new HashSet<>();

    private int tries;

    /**
     * Creates an attempt that has not begun.
     *
     * @param isOpen whether anybody is left to look after what is rented
     */
    RentalAttempt(MachineProvider provider, TimeSource time, Terms<T> terms, BooleanSupplier isOpen) {
        this.provider = provider;
        this.time = time;
        this.terms = terms;
        this.isOpen = isOpen;
    }

    /** Begins on the calling thread, on which all is done unless an answer is lost. Cancel the result to want it no more. */
    CompletableFuture<T> begin() {
        step(this::search);
        return result;
    }

    private void search() {
        if (result.isDone()) {
            return;
        }
        if (tries++ == MOST_TRIES) {
            throw new DumontException(
                    Kind.UNAVAILABLE,
                    terms + ": none of " + tried.size()
                            + " offers could be rented; search again, or for something else");
        }
        List<Offer> offers;
        try {
            offers = provider.searchOffers(terms.query());
        } catch (DumontException failure) {
            if (!isPassing(failure.kind()) || tries == MOST_TRIES) {
                throw failure;
            }
            later(this::search);
            return;
        }
        Offer next = offers.stream()
                .filter(offer -> !tried.contains(offer.id()) && terms.accepts(offer))
                .findFirst()
                .orElseThrow(() -> new DumontException(
                        terms.nothingFits(),
                        terms + ": nothing that fits can be rented at " + provider.name() + " now"));
        rent(next);
    }

    private void rent(Offer offer) {
        tried.add(offer.id());
        Try next = new Try(terms.request(offer), time.mono());
        RentalReceipt receipt = ask(next.request());
        MachineId machine = receipt.machine();
        switch (receipt.outcome()) {
            case ACCEPTED -> done(next, machine);
            case QUEUED -> {
                log.info("{}: machine {} waits for a GPU; it is given back, and another one is rented", offer, machine);
                givenBack.add(Objects.requireNonNull(machine));
                terms.discard(take(next, machine));
                step(this::search);
            }
            case UNKNOWN -> {
                log.warn("{}: whether it was rented is not known, and is read: {}", next.request(), receipt.detail());
                if (machine == null) {
                    settle(next);
                } else {
                    done(next, machine);
                }
            }
            case REFUSED -> {
                terms.refused(next.request());
                refused(receipt);
            }
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private RentalReceipt ask(RentalRequest request) {
        try {
            return RentalReceipt.of(() -> provider.rent(request));
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            log.warn("{}: the provider failed", request, failure);
            return RentalReceipt.of(() -> {
                throw new DumontException(Kind.SERVER, "the provider failed: " + failure, failure);
            });
        }
    }

    private void refused(RentalReceipt receipt) {
        Kind kind = receipt.kind() == null ? Kind.UNAVAILABLE : receipt.kind();
        switch (kind) {
            case NOT_FOUND, UNAVAILABLE, CONFLICT -> step(this::search);
            case RATE_LIMITED -> {
                tried.clear();
                later(this::search);
            }
            default -> throw new DumontException(kind, terms + " was refused: " + receipt.detail());
        }
    }

    /** Looks whether there is a machine with the token of a try whose answer was lost. */
    private void settle(Try lost) {
        Duration waited = Duration.ofNanos(time.mono() - lost.askedNanos());
        Optional<Machine> found;
        try {
            found = provider.findRented(lost.request().token(), givenBack);
        } catch (DumontException failure) {
            if (waited.compareTo(terms.settleFor()) >= 0) {
                throw new DumontException(
                        Kind.TIMEOUT,
                        lost.request() + ": whether it was rented could not be read for " + waited + "; "
                                + terms.whereLost(),
                        failure);
            }
            later(() -> settle(lost));
            return;
        }
        if (found.isPresent()) {
            done(lost, found.get().id());
        } else if (waited.compareTo(provider.capabilities().rentalShowsWithin()) >= 0) {
            log.info("{}: it was not rented", lost.request());
            step(this::search);
        } else {
            later(() -> settle(lost));
        }
    }

    private void done(Try which, @Nullable MachineId machine) {
        T won = take(which, machine);
        if (!result.complete(won)) {
            log.info("{} is not wanted any more", won);
            terms.discard(won);
        }
    }

    private T take(Try which, @Nullable MachineId machine) {
        return terms.take(new Rented(Objects.requireNonNull(machine), which.request(), which.askedNanos()));
    }

    private void later(Runnable step) {
        time.schedule(PAUSE, () -> step(step));
    }

    /** Whatever a step throws is the end of the attempt. */
    @SuppressWarnings("CatchingUnchecked")
    private void step(Runnable step) {
        try {
            if (!isOpen.getAsBoolean()) {
                throw new DumontException(Kind.UNAVAILABLE, terms + ": its monitor was closed; " + terms.whereLost());
            }
            step.run();
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            result.completeExceptionally(failure);
        }
    }

    private static boolean isPassing(Kind kind) {
        return kind.leavesOutcomeUnknown() || kind == Kind.RATE_LIMITED;
    }

    /**
     * What is rented, and for what. Its text is shown to people.
     *
     * @param <T> what becomes of a machine that was rented
     */
    interface Terms<T> {

        /** Returns what the machine must have. */
        OfferQuery query();

        /** Returns whether this offer will do: at the bid that is made for it, if any, it costs no more than it may. */
        boolean accepts(Offer offer);

        /** Returns of which kind the failure is where nothing fits. */
        default Kind nothingFits() {
            return Kind.UNAVAILABLE;
        }

        /** Returns what is asked of the provider, a moment before it is. */
        RentalRequest request(Offer offer);

        /** The provider refused what was asked of it: nothing was rented by that. */
        default void refused(RentalRequest request) {}

        /** Returns for how long it is tried to read what came of a rental. */
        Duration settleFor();

        /** Returns what becomes of a machine that was rented without anybody knowing, for people. */
        String whereLost();

        /** Makes something of a machine that is ours, before anybody knows whether it is still wanted. */
        T take(Rented rented);

        /** Gives it back: nobody wants it. */
        void discard(T taken);
    }

    /** One call to rent. */
    private record Try(RentalRequest request, long askedNanos) {}

    /**
     * A machine that is ours.
     *
     * @param machine which
     * @param request as what it was rented
     * @param askedNanos monotonic time at which it was asked for, from which on it may cost money
     */
    record Rented(MachineId machine, RentalRequest request, long askedNanos) {

        /** Returns the machine as it is known before its provider shows it. */
        Machine shownBy(String provider) {
            return shown(machine, provider, request);
        }

        /** Returns what a running hour costs by the offer, or by the bid on it. */
        HourlyRate rate() {
            return request.runningRate();
        }
    }

    /** Returns a machine as the request for it says. */
    static Machine shown(MachineId id, String provider, RentalRequest request) {
        Offer offer = request.offer();
        Machine.Builder shown = Machine.builder(id, provider, MachineState.STARTING)
                .gpu(offer.gpu())
                .labels(request.labels())
                .image(request.image())
                .diskGb(request.diskGb())
                .interruptible(offer.isInterruptible())
                .runningRate(request.runningRate());
        Optional.ofNullable(request.name()).ifPresent(shown::name);
        Optional.ofNullable(offer.parkedRate()).ifPresent(shown::parkedRate);
        Optional.ofNullable(offer.region()).ifPresent(shown::region);
        return shown.build();
    }
}
