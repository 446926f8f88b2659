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
        if (randomFaults.isEmpty() || random.nextDouble() >= probability) {
            return null;
        }
        return randomFaults.get(random.nextInt(randomFaults.size()));
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
