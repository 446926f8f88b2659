package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.vast.VastFilter.Operator;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How likely a stopped machine gets its GPU back: its host's own offers tell whether one is free now, and the starts that were
 * refused before tell how it went; once its host's contract has ended it gets none. Thread-safe.
 */
final class VastWakeRisks {

    private static final Logger log = LoggerFactory.getLogger(VastWakeRisks.class);

    /** What is assumed where nothing is known, and how many starts it weighs as much as. */
    private static final double UNKNOWN = 0.3;

    private static final double FREE_NOW = 0.1;
    private static final double TAKEN_NOW = 0.9;
    private static final double CERTAIN = 1;
    private static final double WEIGHT = 3;
    private static final Duration START_TAKES = Duration.ofMinutes(2);
    private static final Duration GOOD_FOR = Duration.ofMinutes(2);

    private final VastOffers offers;
    private final VastMemory memory;
    private final TimeSource time;
    private final Map<Asked, Look> looks = new ConcurrentHashMap<>();

    VastWakeRisks(VastOffers offers, VastMemory memory, TimeSource time) {
        this.offers = offers;
        this.memory = memory;
        this.time = time;
    }

    WakeRisk of(VastInstance row) {
        if (row.hasEndedBy(time.wall())) {
            return new WakeRisk(
                    CERTAIN, START_TAKES); // Its host rents it out no longer: no start of before tells anything.
        }
        MachineId id = row.id();
        double assumed = assumed(row);
        int starts = memory.starts(id);
        double refusal = (assumed * WEIGHT + memory.refusals(id)) / (WEIGHT + starts);
        return new WakeRisk(refusal, START_TAKES);
    }

    private double assumed(VastInstance row) {
        Long host = row.hostMachineId();
        if (host == null || !"stopped".equals(row.currentState())) {
            return UNKNOWN; // It holds its GPU, so that its host's other offers say nothing of it.
        }
        Boolean free = isFree(new Asked(host, row.gpuCount() == null ? BigDecimal.ONE : row.gpuCount()));
        return free == null ? UNKNOWN : free ? FREE_NOW : TAKEN_NOW;
    }

    private @Nullable Boolean isFree(Asked asked) {
        Look before = looks.get(asked);
        if (before != null && time.mono() - before.at() < GOOD_FOR.toNanos()) {
            return before.free();
        }
        try {
            VastOfferQuery query = VastOfferQuery.builder()
                    .anyOf("verified")
                    .anyOf("external")
                    .where("machine_id", Operator.EQ, asked.host())
                    .where("num_gpus", Operator.GTE, asked.gpus())
                    .build();
            boolean free = !offers.search(query).isEmpty();
            looks.put(asked, new Look(free, time.mono()));
            return free;
        } catch (DumontException unanswered) {
            log.debug(
                    "The offers of host {} cannot be searched; its wake risk is estimated without them",
                    asked.host(),
                    unanswered);
            return null;
        }
    }

    /** Whether so many GPUs are free. */
    private record Asked(long host, BigDecimal gpus) {}

    private record Look(boolean free, long at) {}
}
