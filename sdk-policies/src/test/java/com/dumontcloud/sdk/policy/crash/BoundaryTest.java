package com.dumontcloud.sdk.policy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fleet's process ends at a chosen step of parking a machine: the provider is asked once, and the machine is not forgotten. */
@Execution(ExecutionMode.CONCURRENT)
class BoundaryTest {

    private static final String ID = "m-1";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"after EXECUTING", "after stop"})
    void asksTheProviderOnceAroundTheCall(String boundary) throws Exception {
        crashesAt(boundary, "STOP");
    }

    /** What was copied or read back by a process that has ended counts for nothing: it is done again before the stop. */
    @ParameterizedTest
    @ValueSource(strings = {"after SNAPSHOTTING", "after VERIFIED"})
    void copiesAgainBeforeItParks(String boundary) throws Exception {
        crashesAt(boundary, "HIBERNATE");
    }

    @Tag("crash")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "before SNAPSHOTTING",
                "after SNAPSHOTTING",
                "before take",
                "after take",
                "before newest",
                "before verify",
                "after verify",
                "before VERIFIED",
                "after VERIFIED"
            })
    void copiesAgainWhereverItEnds(String boundary) throws Exception {
        crashesAt(boundary, "HIBERNATE");
    }

    @Tag("crash")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "before INTENDED",
                "after INTENDED",
                "before QUIESCING",
                "after QUIESCING",
                "before EXECUTING",
                "after EXECUTING",
                "before stop",
                "after stop",
                "before CONFIRMING",
                "after CONFIRMING",
                "before ENDED",
                "after ENDED"
            })
    void asksTheProviderOnceWhereverItEnds(String boundary) throws Exception {
        crashesAt(boundary, "STOP");
    }

    private void crashesAt(String boundary, String kind) throws Exception {
        Instant origin = Instant.now();
        try (Cloud cloud = new Cloud(origin)) {
            cloud.rent(ID);
            boolean ordered;
            try (FleetProcess dying = FleetProcess.start(directory, cloud, origin, boundary)) {
                ordered = order(dying, kind);
                assertThat(dying.hasEnded(30)).as("it dies " + boundary).isTrue();
            }
            try (FleetProcess next = FleetProcess.start(directory, cloud, origin, "never");
                    Lines lines = next.connect()) {
                if (!ordered && lines.ask("state " + ID).startsWith("state none")) {
                    assertThat(boundary).as("the order is lost, unanswered").isEqualTo("before INTENDED");
                    assertThat(cloud.stops(ID)).isZero();
                    return;
                }
                for (int tries = 0; tries < 1500 && !isStopped(cloud, lines); tries++) {
                    Thread.sleep(20);
                }
                assertThat(isStopped(cloud, lines)).as(lines.ask("state " + ID)).isTrue();
            }
            assertThat(cloud.stops(ID)).isOne();
            if (kind.equals("HIBERNATE")) {
                assertThat(cloud.verified()).as("copies read back").isPositive();
            }
            assertThat(cloud.repeated()).isEmpty();
        }
    }

    private static boolean isStopped(Cloud cloud, Lines lines) throws IOException {
        return cloud.state(ID) == MachineState.STOPPED
                && lines.ask("state " + ID).matches("state none .* STOPPED");
    }

    /** Returns whether the order was answered. Heartbeats come meanwhile, so that the agent is waited for. */
    private static boolean order(FleetProcess fleet, String kind) {
        boolean ordered = false;
        try (Lines lines = fleet.connect()) {
            lines.ask("token " + ID);
            lines.ask("beat " + ID + " 90");
            ordered = lines.ask("order " + ID + " " + kind).startsWith("operation ");
            while (true) {
                lines.ask("beat " + ID + " 90");
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException ended) {
            return ordered;
        }
    }
}
