package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads an account once, with GETs alone. What cannot be read goes missing with a note, be it one row; only the list of machines
 * must be there. Not thread-safe.
 */
final class AuditReader {

    private final VastClient client;
    private final Instant now;
    private final List<AuditLine> lines = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> attached = new HashSet<>();

    AuditReader(VastClient client, Instant now) {
        this.client = client;
        this.now = now;
    }

    AuditReport read() {
        boolean everyUseSeen = addMachines();
        addVolumes(everyUseSeen);
        BigDecimal credit = read("the credit", client.account()::creditUsd).orElse(null);
        noteIfAny(
                lines.stream().filter(line -> line.nowUsdPerHour() == null).count(),
                "of the lines tell no price of now, and are in no sum");
        return new AuditReport(lines, credit, notes);
    }

    /** Returns whether every volume that a machine uses is known. */
    private boolean addMachines() {
        VastListing listing = client.instances().list();
        if (!listing.complete()) {
            notes.add("the list of machines is not complete; more may be billed than is shown");
        }
        noteIfAny(listing.unreadable(), "of the machines cannot be read, and are not shown");
        int unclear = 0;
        for (VastInstance row : listing.instances()) {
            lines.add(AuditLine.of(row, now));
            try {
                attached.addAll(row.volumes());
            } catch (DumontException odd) {
                unclear++;
            }
        }
        noteIfAny(unclear, "of the machines show their volumes in a way that cannot be read");
        return listing.complete() && unclear == 0;
    }

    private void addVolumes(boolean everyUseSeen) {
        int unreadable = 0;
        for (JsonObject row : read("volumes", client.volumes()::rows).orElse(List.of())) {
            try {
                lines.add(AuditLine.of(VastVolume.from(row), attached, everyUseSeen));
            } catch (DumontException odd) {
                unreadable++;
            }
        }
        noteIfAny(unreadable, "of the volumes cannot be read, and are not shown");
    }

    private void noteIfAny(long count, String what) {
        if (count > 0) {
            notes.add(count + " " + what);
        }
    }

    private <T> Optional<T> read(String what, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (DumontException failed) {
            notes.add(what + " could not be read (" + failed.kind() + ")");
            return Optional.empty();
        }
    }
}
