package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes the power of machines, and the marks that say who did. Thread-safe. */
final class VastPower {

    private static final Logger log = LoggerFactory.getLogger(VastPower.class);

    /** So often a start is asked for whose answer was lost. */
    private static final int MOST_STARTS = 3;

    private final VastOptions options;
    private final VastInstances instances;
    private final VastRows rows;
    private final VastMemory memory;
    private final TimeSource time;
    private final VastBids bids;
    private final VastTogether<ActionReceipt> stops;
    private final VastTogether<ActionReceipt> destroys;
    /** Held while a label is read and written back, since Vast has no conditional update; guards how many were written. */
    private final Object labels = new Object();

    private long written;

    VastPower(VastOptions options, VastInstances instances, VastRows rows, VastMemory memory, TimeSource time) {
        this.options = options;
        this.instances = instances;
        this.rows = rows;
        this.memory = memory;
        this.time = time;
        this.bids = new VastBids(instances, rows);
        this.stops =
                new VastTogether<>(time, id -> accepted(id, instances::stop), ids -> accepted(ids, instances::stopAll));
        this.destroys = new VastTogether<>(
                time, id -> accepted(id, instances::destroy), ids -> accepted(ids, instances::destroyAll));
    }

    ActionReceipt start(MachineId id) {
        for (int tries = 1; true; tries++) {
            try {
                instances.start(id);
                return started(id);
            } catch (DumontException failed) {
                if (failed instanceof VastException refused
                        && refused.refusal() == VastErrorCode.RESOURCES_UNAVAILABLE) {
                    memory.started(id, false);
                    return queued(id, refused);
                }
                if (!failed.kind().leavesOutcomeUnknown() || !options.cancelQueuedStarts()) {
                    throw failed;
                }
                if (runs(id)) {
                    return started(id);
                }
                takeBack(id, failed);
                if (tries == MOST_STARTS) {
                    return new ActionReceipt(
                            Outcome.REFUSED,
                            "no answer was had, and what may have been queued was taken back: " + failed.getMessage());
                }
            }
        }
    }

    private ActionReceipt started(MachineId id) {
        memory.started(id, true);
        memory.changing(id);
        unmark(id);
        return ActionReceipt.accepted();
    }

    /** Returns whether a start took effect whose answer was lost; not where that cannot be read. */
    private boolean runs(MachineId id) {
        try {
            return rows.find(id)
                    .filter(row -> "running".equals(row.currentState()))
                    .isPresent();
        } catch (DumontException unread) {
            if (unread.kind() == Kind.INTERRUPTED) {
                throw unread;
            }
            log.warn("Machine {} cannot be read after a start whose answer was lost", id, unread);
            return false;
        }
    }

    /** It may be queued: only after a stop another start says what became of itself alone. */
    private void takeBack(MachineId id, DumontException lost) {
        try {
            instances.stop(id);
        } catch (DumontException failed) {
            lost.addSuppressed(failed);
            throw lost;
        }
    }

    ActionReceipt stop(MachineId id) {
        // A mark that fails must not keep the machine running: without it, it reads as interrupted, which is told, not
        // hid.
        tryTo("mark the stop of", id, () -> markStop(id));
        return stops.call(id);
    }

    ActionReceipt hibernate(MachineId id) {
        // As with a stop, a mark that fails must not keep the machine running: without it, it reads as stopped.
        tryTo("mark the parking of", id, () -> relabel(id, label -> label.hibernatedAt(time.wall())));
        return stops.call(id);
    }

    ActionReceipt resume(MachineId id, HourlyRate bid) {
        VastInstance row = rows.require(id);
        if (!row.isBid()) {
            throw new DumontException(
                    Kind.CONFLICT,
                    "machine " + id + " is not interruptible, and Vast cannot make it so; start it instead");
        }
        bids.raise(row, bid.usdPerHour());
        return start(id);
    }

    ActionReceipt reboot(MachineId id) {
        instances.reboot(id);
        memory.changing(id);
        return ActionReceipt.accepted();
    }

    ActionReceipt destroy(MachineId id) {
        if (id.isExactJsonNumber()) {
            destroys.call(id);
            memory.destroyed(id);
        }
        return ActionReceipt.accepted();
    }

    ActionReceipt relabel(MachineId id, UnaryOperator<VastLabel> change) {
        synchronized (labels) {
            relabel(rows.require(id), change);
            return ActionReceipt.accepted();
        }
    }

    private void relabel(VastInstance row, UnaryOperator<VastLabel> change) {
        VastLabel before = VastLabel.parse(row.label());
        VastLabel after = change.apply(before);
        if (!after.text().equals(before.text())) {
            written++;
            instances.label(row.id(), after.text());
        }
    }

    /** Stops those together that the list shows and whose label stays as it is; without a list, each by itself. */
    Map<MachineId, ActionReceipt> stopAll(Collection<MachineId> ids, Supplier<VastListing> list) {
        List<MachineId> together = new ArrayList<>();
        if (ids.size() > 1) {
            tryTo(
                    "list the machines, to stop them together with",
                    ids.iterator().next(),
                    () -> {
                        for (VastInstance row : list.get().instances()) {
                            if (ids.contains(row.id()) && !needsMarking(row)) {
                                together.add(row.id());
                            }
                        }
                    });
        }
        return eachOf(ids, together, instances::stopAll, this::stop);
    }

    Map<MachineId, ActionReceipt> destroyAll(Collection<MachineId> ids) {
        List<MachineId> together =
                ids.stream().filter(MachineId::isExactJsonNumber).distinct().toList();
        return eachOf(
                ids,
                together,
                some -> {
                    instances.destroyAll(some);
                    some.forEach(memory::destroyed);
                },
                this::destroy);
    }

    /** Changes some in requests of 64, and the others, and those of a request that was refused, one by one. */
    private Map<MachineId, ActionReceipt> eachOf(
            Collection<MachineId> ids,
            List<MachineId> together,
            Consumer<Collection<MachineId>> many,
            Function<MachineId, ActionReceipt> one) {
        Map<MachineId, ActionReceipt> done = new LinkedHashMap<>();
        if (together.size() > 1) {
            for (int i = 0; i < together.size(); i += VastInstances.MOST_AT_ONCE) {
                List<MachineId> some = together.subList(i, Math.min(i + VastInstances.MOST_AT_ONCE, together.size()));
                ActionReceipt receipt = ActionReceipt.of(() -> {
                    many.accept(some);
                    return ActionReceipt.accepted();
                });
                if (receipt.outcome() != Outcome.REFUSED) {
                    some.forEach(id -> done.put(id, receipt));
                }
            }
        }
        Map<MachineId, ActionReceipt> receipts = new LinkedHashMap<>();
        for (MachineId id : ids) {
            ActionReceipt receipt = done.get(id);
            receipts.put(id, receipt != null ? receipt : ActionReceipt.of(() -> one.apply(id)));
        }
        return receipts;
    }

    /** Takes back what Vast queued, since it would start, and bill, whenever it likes. */
    private ActionReceipt queued(MachineId id, VastException refused) {
        if (!options.cancelQueuedStarts()) {
            memory.changing(id);
            return new ActionReceipt(Outcome.QUEUED, "no GPU is free; Vast will start it, and bill, by itself");
        }
        try {
            instances.stop(id);
            return new ActionReceipt(Outcome.REFUSED, "no GPU is free; the start that Vast queued was taken back");
        } catch (DumontException failed) {
            failed.addSuppressed(refused);
            log.warn(
                    "A start of {} is queued and could not be taken back: it may start, and bill, by itself",
                    id,
                    failed);
            return new ActionReceipt(
                    Outcome.QUEUED, "no GPU is free, and the start that Vast queued could not be taken back; stop it");
        }
    }

    private void markStop(MachineId id) {
        long before;
        synchronized (labels) {
            before = written;
        }
        VastInstance read = rows.require(id);
        if (!needsMarking(read)) {
            return;
        }
        synchronized (labels) {
            VastInstance row = written == before ? read : rows.require(id);
            relabel(row, label -> stopped(row, label));
        }
    }

    /**
     * An interruptible machine is marked though it is stopped already: outbid, it would be waited for, and bid for, on. No other
     * needs a mark, and one that was parked is so no more.
     */
    private VastLabel stopped(VastInstance row, VastLabel label) {
        return row.isBid() ? label.stoppedAt(time.wall()) : label.running();
    }

    private boolean needsMarking(VastInstance row) {
        VastLabel label = VastLabel.parse(row.label());
        return !stopped(row, label).text().equals(label.text());
    }

    private static ActionReceipt accepted(MachineId id, Consumer<MachineId> change) {
        change.accept(id);
        return ActionReceipt.accepted();
    }

    private static Map<MachineId, ActionReceipt> accepted(List<MachineId> ids, Consumer<Collection<MachineId>> change) {
        change.accept(ids);
        return ids.stream().collect(Collectors.toMap(id -> id, id -> ActionReceipt.accepted()));
    }

    private void unmark(MachineId id) {
        tryTo("take the mark of a stop from", id, () -> relabel(id, VastLabel::running));
    }

    /**
     * Does what must not decide over the start or stop beside it. Not even a machine that Vast does not show does: right after its
     * rental it runs all the same, and of one that is gone the start or stop itself says so.
     */
    private static void tryTo(String what, MachineId id, Runnable change) {
        try {
            change.run();
        } catch (DumontException failed) {
            if (failed.kind() == Kind.INTERRUPTED) {
                throw failed;
            }
            log.warn("Could not {} machine {}", what, id, failed);
        }
    }
}
