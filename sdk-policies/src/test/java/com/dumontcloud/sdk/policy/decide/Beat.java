package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.model.ReporterRef;
import com.dumontcloud.sdk.policy.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A heartbeat in the words of a test. Every word returns a new one. */
final class Beat {

    static final MachineId MACHINE = MachineId.of("m-1");

    private final Heartbeat heartbeat;

    private Beat(Heartbeat.Builder heartbeat) {
        this.heartbeat = heartbeat.build();
    }

    /** Says nothing but that somebody is there. */
    static Beat silentOnUse() {
        return new Beat(Heartbeat.builder(MACHINE));
    }

    static Beat gpuAt(double percent) {
        return new Beat(Heartbeat.builder(MACHINE).gpuTotals(GpuTotals.ofUtilization(percent)));
    }

    static Beat idle() {
        return gpuAt(0);
    }

    static Beat working() {
        return gpuAt(90);
    }

    static Beat gpus(GpuReading... gpus) {
        return new Beat(Heartbeat.builder(MACHINE).gpus(List.of(gpus)));
    }

    static GpuReading gpu(int index, Double mean, Double max, Double covered) {
        return GpuReading.builder(index)
                .state(GpuReading.State.OK)
                .utilizationMeanPercent(mean)
                .utilizationMaxPercent(max)
                .coveredSeconds(covered)
                .build();
    }

    /** A GPU of 450 W at most that tells what it draws, and of how much memory is in use. */
    static Beat drawing(double watts, double usedMib, double percent) {
        return gpus(GpuReading.builder(0)
                .state(GpuReading.State.OK)
                .utilizationMeanPercent(percent)
                .memoryUsedMib(usedMib)
                .powerWatts(watts)
                .powerLimitWatts(450.0)
                .build());
    }

    Beat from(String reporter) {
        return with(heartbeat.toBuilder().reporter(new ReporterRef(reporter, "process", null)));
    }

    Beat from(String reporter, String kind, String start) {
        return with(heartbeat.toBuilder().reporter(new ReporterRef(reporter, kind, start)));
    }

    Beat numbered(long seq) {
        return with(heartbeat.toBuilder().seq(seq));
    }

    Beat boot(String id) {
        return with(heartbeat.toBuilder().bootId(id));
    }

    Beat idleFor(Duration time) {
        return with(heartbeat.toBuilder().idleSeconds(time.toMillis() / 1e3));
    }

    Beat vram(double mib) {
        return with(heartbeat.toBuilder()
                .gpuTotals(new GpuTotals(heartbeat.gpuTotals().utilizationPercent(), mib, null, null, null)));
    }

    Beat cpu(double percent) {
        return with(heartbeat.toBuilder().host(new HostReading(percent, null, null, null, null, null, null, null)));
    }

    Beat disk(long read, long written) {
        return with(heartbeat.toBuilder().host(new HostReading(null, null, null, null, read, written, null, null)));
    }

    Beat network(long received, long sent) {
        return with(heartbeat.toBuilder().host(new HostReading(null, null, null, null, null, null, received, sent)));
    }

    Beat typedAgo(double seconds) {
        return with(heartbeat.toBuilder().people(new PeopleReading(null, seconds, null)));
    }

    Beat sessions(int open) {
        return with(heartbeat.toBuilder().people(new PeopleReading(open, null, null)));
    }

    Beat jupyter(boolean busy) {
        return with(heartbeat.toBuilder().people(new PeopleReading(null, null, busy)));
    }

    Beat activeAgo(long seconds) {
        Instant sent = Instant.parse("2026-03-01T12:00:00Z");
        return with(heartbeat.toBuilder().timestamp(sent).lastActivity(sent.minusSeconds(seconds)));
    }

    Beat processes(int count) {
        return with(heartbeat.toBuilder().processCount(count));
    }

    Beat users(int count) {
        return with(heartbeat.toBuilder().activeUsers(count));
    }

    Beat busy(Double progress) {
        return with(heartbeat.toBuilder().busy(new BusyReading(true, "job", progress, null)));
    }

    Beat busySince(double progressChangedSeconds) {
        return with(heartbeat.toBuilder().busy(new BusyReading(true, "job", 0.5, progressChangedSeconds)));
    }

    Beat result(String commandId, CommandResult.Outcome outcome) {
        return with(heartbeat.toBuilder().results(List.of(CommandResult.of(commandId, outcome, null))));
    }

    Beat goodbye(Goodbye reason) {
        return with(heartbeat.toBuilder().goodbye(reason));
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    String reporter() {
        return heartbeat.reporter().id();
    }

    Event event(Instant arrived) {
        return new Event.HeartbeatAccepted(Evidence.of(heartbeat, arrived));
    }

    private static Beat with(Heartbeat.Builder heartbeat) {
        return new Beat(heartbeat);
    }
}
