package com.dumontcloud.sdk.vast.simulator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What goes wrong in a {@link VastSimulator}, and when. Thread-safe. */
public final class VastFaults {

    private final List<Scripted> scripted = new ArrayList<>();
    private final SplittableRandom random;
    private double probability;
    private boolean eachByItself;
    private List<VastFault> randomFaults = List.of();

    VastFaults(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Lets the next requests of a call fail so, behind what was scripted before. */
    public synchronized VastFaults next(Call call, VastFault fault, int times) {
        for (int i = 0; i < times; i++) {
            scripted.add(new Scripted(call, fault));
        }
        return this;
    }

    /** Lets each request fail with this probability, 0 to 1, in one of these ways; in place of what was set before. */
    public synchronized VastFaults randomly(double chance, VastFault... faults) {
        if (!(chance >= 0 && chance <= 1) || (chance > 0 && faults.length == 0)) {
            throw new IllegalArgumentException("random faults with a probability of " + chance);
        }
        this.probability = chance;
        this.randomFaults = List.of(faults);
        this.eachByItself = false;
        return this;
    }

    /**
     * Lets each request fail in each of these ways with this probability, 0 to 1, by itself: of 20 ways at 0.05 one at least befalls
     * two requests of three, and of several one is taken. Those of a create befall no other call. In place of what was set before.
     */
    public synchronized VastFaults eachRandomly(double chance, VastFault... faults) {
        randomly(chance, faults);
        this.eachByItself = true;
        return this;
    }

    /** Takes back every fault. */
    public synchronized void clear() {
        scripted.clear();
        probability = 0;
    }

    synchronized @Nullable VastFault draw(Call call) {
        for (Iterator<Scripted> each = scripted.iterator(); each.hasNext(); ) {
            Scripted next = each.next();
            if (next.call() == call) {
                each.remove();
                return next.fault();
            }
        }
        return eachByItself ? drawEach(call) : drawOne();
    }

    private @Nullable VastFault drawOne() {
        if (randomFaults.isEmpty() || random.nextDouble() >= probability) {
            return null;
        }
        return randomFaults.get(random.nextInt(randomFaults.size()));
    }

    private @Nullable VastFault drawEach(Call call) {
        List<VastFault> drawn = new ArrayList<>();
        for (VastFault fault : randomFaults) {
            if ((call == Call.CREATE || !fault.isOfCreate()) && random.nextDouble() < probability) {
                drawn.add(fault);
            }
        }
        return drawn.isEmpty() ? null : drawn.get(random.nextInt(drawn.size()));
    }

    /** The requests that are told apart. */
    public enum Call {
        /** Searching offers. */
        SEARCH,
        /** Renting. */
        CREATE,
        /** A page of the list. */
        LIST,
        /** Showing one machine. */
        SHOW,
        /** Starting one machine or several. */
        START,
        /** Stopping one machine or several. */
        STOP,
        /** Setting a label. */
        LABEL,
        /** Rebooting. */
        REBOOT,
        /** Changing a bid. */
        BID,
        /** Destroying one machine or several. */
        DESTROY,
        /** The account. */
        ACCOUNT,
        /** Anything else. */
        OTHER
    }

    private record Scripted(Call call, VastFault fault) {}
}
