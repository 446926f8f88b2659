package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Volumes: each host has one on offer under the id of its machine's offer. Guarded by its simulator. */
final class VolumeRoutes {

    private static final long FIRST_ID = 900;
    /** As seen live, a volume is free some time after its machine is gone. */
    private static final Duration FREE_AFTER = Duration.ofSeconds(30);

    private final VastSimulator vast;
    private final Map<Long, Volume> volumes = new LinkedHashMap<>();
    private final Map<Long, Long> usedUntil = new HashMap<>();
    private double deletedUsd;
    private long nextId = FIRST_ID;

    VolumeRoutes(VastSimulator vast) {
        this.vast = vast;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/api/v0/volumes/?", Call.OTHER, VastScope.INSTANCE_READ, (request, path) -> list()),
                Route.of("PUT", "/api/v0/volumes/", Call.OTHER, VastScope.INSTANCE_WRITE, (request, path) -> {
                    Volume made = make((long) request.number("id", 0), request.number("size", 0), null);
                    return made == null ? gone() : Answer.done("volume_name", made.name());
                }),
                Route.of(
                        "DELETE",
                        "/api/v0/volumes/",
                        Call.OTHER,
                        VastScope.INSTANCE_WRITE,
                        (request, path) -> delete(Long.parseLong(request.query().getOrDefault("id", "0")))));
    }

    /** Rents a volume; absent where there is no such offer, or it is too small. */
    @Nullable
    Volume make(long offerId, double sizeGb, @Nullable String label) {
        VastMarketOffer offer = vast.offerOf(offerId);
        if (offer == null || sizeGb < 1 || sizeGb > offer.diskGb()) {
            return null;
        }
        long id = nextId++;
        Volume made =
                new Volume(id, offer.hostMachineId(), sizeGb, label, vast.time().mono(), new TreeMap<>());
        volumes.put(id, made);
        return made;
    }

    @Nullable
    Volume find(long id) {
        return volumes.get(id);
    }

    /** Notes that the machine on which it is mounted is being destroyed. */
    void release(Volume volume) {
        usedUntil.put(volume.id(), vast.time().mono() + FREE_AFTER.toNanos());
    }

    boolean any() {
        return !volumes.isEmpty();
    }

    double billedUsd() {
        long now = vast.time().mono();
        return deletedUsd
                + volumes.values().stream()
                        .mapToDouble(volume -> volume.billedUsd(now))
                        .sum();
    }

    Map<Long, Volume> all() {
        return volumes;
    }

    private Answer list() {
        return Answer.of(Map.of(
                "volumes",
                volumes.values().stream()
                        .map(volume -> volume.row(isUsed(volume)))
                        .toList()));
    }

    private Answer delete(long id) {
        Volume volume = volumes.get(id);
        if (volume == null) {
            return Answer.refused(404, "not_found", "No such volume.");
        }
        if (isUsed(volume)) {
            return Answer.invalid("The volume is in use.");
        }
        deletedUsd += volume.billedUsd(vast.time().mono());
        volumes.remove(id);
        return Answer.DONE;
    }

    private boolean isUsed(Volume volume) {
        Long until = usedUntil.get(volume.id());
        boolean freesUp = until != null && until - vast.time().mono() > 0;
        return freesUp
                || vast.contracts().stream()
                        .anyMatch(held -> volume.equals(held.terms().volume()));
    }

    private static Answer gone() {
        return Answer.refused(404, "invalid_args", "error 404/3603: no_such_ask  Volume offer is not available.");
    }
}
