package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import com.dumontcloud.sdk.policy.fleet.CapBook.Bill;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Marked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the fleet spends under each cap: follows every machine's bill as it changes, tells whom to warn, and whom a cap that is
 * reached concerns (lifecycle rules, T21). Costs nothing where no cap is set. Not thread-safe.
 */
final class Spending {

    private final Map<MachineId, Entry> entries = new HashMap<>();
    private final Map<String, String> marks;
    private List<CapBook> books = List.of();
    private boolean anyReached;

    Spending(Map<String, String> marks) {
        this.marks = marks;
    }

    /**
     * Counts under these caps from here on, in place of those before.
     *
     * @param stopsFromNanos observed time before which a cap that is new or lower stops nothing
     */
    void cap(List<SpendCap> caps, Iterable<WatchedMachine> machines, long stopsFromNanos) {
        Map<String, CapBook> known = new HashMap<>();
        books.forEach(book -> known.put(book.cap().key(), book));
        List<CapBook> next = new ArrayList<>();
        for (SpendCap cap : caps) {
            CapBook before = known.get(cap.key());
            boolean isStricter =
                    before == null || cap.usd().compareTo(before.cap().usd()) < 0;
            CapBook book = new CapBook(cap, isStricter ? stopsFromNanos : Long.MIN_VALUE);
            String mark = marks.get(CapMark.nameOf(cap.key()));
            if (before != null) {
                book.resume(before);
            } else if (mark != null) {
                book.resume(CapMark.parse(mark));
            }
            next.add(book);
        }
        books = List.copyOf(next);
        entries.clear();
        machines.forEach(this::enter);
    }

    /** Counts a machine as it is now, in place of what it was. */
    void enter(WatchedMachine machine) {
        if (books.isEmpty()) {
            return;
        }
        MachineProfile profile = machine.condition().profile();
        Bill bill = machine.bill();
        Entry before = entries.get(profile.id());
        List<CapBook> over = books.stream()
                .filter(book -> book.cap().coverage().includes(profile))
                .toList();
        if (before != null) {
            before.books.forEach(book -> book.subtract(before.bill));
            before.books.stream()
                    .filter(book -> !over.contains(book))
                    .forEach(book -> book.shift(bill.billedUsd().negate()));
            over.stream().filter(book -> !before.books.contains(book)).forEach(book -> book.shift(bill.billedUsd()));
        }
        over.forEach(book -> book.add(bill));
        entries.put(profile.id(), new Entry(bill, over));
    }

    /** Returns whether a cap began or ceased to be reached since the call before. */
    boolean look(Moment now) {
        boolean turned = false;
        boolean any = false;
        for (CapBook book : books) {
            turned |= book.look(now);
            any |= book.isReached();
        }
        anyReached = any;
        return turned;
    }

    /** Returns what people have to be told, each once. */
    List<Alarm> takeAlarms(Moment now) {
        List<Alarm> alarms = new ArrayList<>();
        for (CapBook book : books) {
            int percent = book.toWarnOf(now);
            if (percent > 0) {
                SpendCap cap = book.cap();
                Reason reason = book.spent(percent, now);
                MachineId machine = cap.coverage() instanceof SpendCap.OneMachine one ? one.id() : null;
                alarms.add(new Alarm(
                        cap.key(),
                        machine,
                        percent < 100 ? Severity.WARNING : Severity.CRITICAL,
                        reason,
                        percent,
                        book.since()));
            }
        }
        return alarms;
    }

    /** A notifier took it. */
    void told(Alarm alarm) {
        book(alarm.capKey).ifPresent(book -> book.warned(alarm.percent, alarm.since));
    }

    /** Returns whether what it says is still so. */
    boolean isTrue(Alarm alarm) {
        return book(alarm.capKey)
                .filter(book -> alarm.since != null && alarm.since.equals(book.since()))
                .isPresent();
    }

    /** Returns the surroundings of a machine with the cap that is reached over it, where one is. */
    Surroundings over(Surroundings around, MachineProfile machine) {
        Reason reached = reachedBy(machine);
        return reached == null ? around : around.overspent(reached);
    }

    @Nullable
    Reason reachedBy(MachineProfile machine) {
        if (!anyReached) {
            return null;
        }
        return books.stream()
                .filter(CapBook::isReached)
                .filter(book -> book.cap().coverage().includes(machine))
                .map(CapBook::reason)
                .findFirst()
                .orElse(null);
    }

    /** Returns how far each cap over a machine is spent, for people. */
    List<Reason> over(MachineProfile machine, Moment now) {
        return books.stream()
                .filter(book -> book.cap().coverage().includes(machine))
                .map(book -> book.spent(now))
                .toList();
    }

    List<SpendReport> reports(Moment now) {
        return books.stream().map(book -> report(book, now)).toList();
    }

    /** Returns what has to be written down, and takes it for written. */
    List<Marked> takeDirty() {
        List<Marked> dirty = new ArrayList<>();
        for (CapBook book : books) {
            if (book.takeDirty()) {
                String name = CapMark.nameOf(book.cap().key());
                String text = book.mark().text();
                marks.put(name, text);
                dirty.add(new Marked(name, text));
            }
        }
        return dirty;
    }

    /** The store did not take it. */
    void keepDirty(List<Marked> unwritten) {
        for (Marked mark : unwritten) {
            books.stream()
                    .filter(book -> CapMark.nameOf(book.cap().key()).equals(mark.name()))
                    .forEach(CapBook::keepDirty);
        }
    }

    private Optional<CapBook> book(String key) {
        return books.stream().filter(book -> book.cap().key().equals(key)).findFirst();
    }

    private static SpendReport report(CapBook book, Moment now) {
        SpendCap cap = book.cap();
        Instant known = book.since();
        Instant since = known == null ? cap.period().startOf(now.wall(), cap.zone()) : known;
        return new SpendReport(cap, book.spentUsd(now), since, cap.period().endOf(since, cap.zone()));
    }

    /**
     * That people have to be told how far a cap is spent.
     *
     * @param capKey which cap
     * @param machine which machine it is about; absent where it is about several
     * @param severity how urgently
     * @param reason what they are told
     * @param percent how far
     * @param since of which period
     */
    record Alarm(
            String capKey,
            @Nullable MachineId machine,
            Severity severity,
            Reason reason,
            int percent,
            @Nullable Instant since) {}

    private record Entry(Bill bill, List<CapBook> books) {}
}
