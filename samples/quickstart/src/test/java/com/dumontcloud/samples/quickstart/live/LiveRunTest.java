package com.dumontcloud.samples.quickstart.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.quickstart.cast.Cast;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Real reporters, real HTTP, a few machines, a few virtual hours. */
class LiveRunTest {

    private final News news = new News();

    @Test
    void hearsEveryMachineAndThisHostAsOften() {
        try (LiveRun run = run(Duration.ofHours(1), 1, 1)) {
            run.advance(Duration.ofHours(1));

            assertThat(run.machines()).hasSize(3).allSatisfy(machine -> {
                assertThat(machine.missedHeartbeats()).isZero();
                assertThat(machine.uptimePercent()).isGreaterThan(95);
            });
            assertThat(find(run, "this-host").newest()).isNotNull().satisfies(heartbeat -> {
                assertThat(heartbeat.gpus()).isEmpty();
                assertThat(heartbeat.host().diskUsedGib()).isNotNull();
            });
        }
    }

    @Test
    void parksAFinishedProgramAndAForgottenJobAndNeverATraining() {
        try (LiveRun run = run(Duration.ofHours(23), 0, 1, 1, 1, 0, 0, 1)) {
            run.advance(Duration.ofHours(23));

            assertThat(find(run, "training-1").condition().shownState()).isEqualTo(MachineState.RUNNING);
            assertThat(find(run, "loader-1").condition().isParked()).isTrue();
            assertThat(find(run, "batch-1").condition().isParked()).isTrue();
            assertThat(find(run, "finisher-1").condition().isParked()).isTrue();
            assertThat(told("training-1")).isEmpty();
            assertThat(told("finisher-1").get(0)).isEqualTo("says that its work is done");
            assertThat(told("finisher-1")).anyMatch(text -> text.startsWith("parked: the program said"));
            assertThat(run.parkings()).hasSize(3);
        }
    }

    @Test
    void findsTheSilentAndParksTheOneThatIsDead() {
        try (LiveRun run = run(Duration.ofHours(23), 0, 0, 0, 0, 1, 1)) {
            run.advance(Duration.ofHours(23));

            assertThat(find(run, "crasher-1").condition().isParked()).isTrue();
            assertThat(told("crasher-1"))
                    .contains("its owner is told: no heartbeat for 5min")
                    .anyMatch(text -> text.startsWith("parked: no heartbeat for 2h"));
            assertThat(find(run, "deserted-1").condition().shownState()).isEqualTo(MachineState.RUNNING);
            assertThat(told("deserted-1")).anyMatch(text -> text.startsWith("stays: the provider's own view"));
        }
    }

    @Test
    void wakesANotebookForWhoeverComesBackToIt() {
        try (LiveRun run = run(Duration.ofHours(23), 2)) {
            run.advance(Duration.ofHours(23));

            assertThat(told("notebook-1"))
                    .containsSubsequence(
                            "somebody needs it and wakes it", "is up again", "unused: its users are warned");
        }
    }

    @Test
    void keepsAMachineWhoseOwnerAsksForQuiet() {
        try (LiveRun run = run(Duration.ofHours(4), 0, 0, 0, 0, 0, 0, 0, 1)) {
            run.advance(Duration.ofHours(4));

            assertThat(told("thinker-1"))
                    .containsSubsequence("unused: its users are warned", "its owner asks for two quiet hours");
            assertThat(run.parkings()).isEmpty();
        }
    }

    @Test
    void happensTheSameWayEachTime() {
        assertThat(parkings()).isEqualTo(parkings());
    }

    @Test
    void leavesNoThreadBehind() {
        LiveRun run = run(Duration.ofHours(1), 2, 2);
        run.advance(Duration.ofMinutes(30));

        run.close();
        run.close();

        List<Thread> left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dumont-"))
                .toList();
        assertThat(left).allSatisfy(thread -> assertThat(ended(thread)).isTrue());
    }

    private List<Object> parkings() {
        try (LiveRun run = run(Duration.ofHours(6), 2, 0, 1)) {
            run.advance(Duration.ofHours(6));
            return new ArrayList<>(run.parkings());
        }
    }

    /** A run with so many machines of each role. */
    private LiveRun run(Duration length, int... counts) {
        return new LiveRun(Cast.of(1, length, counts), length, Preset.BALANCED.settings(), news);
    }

    private final List<News.Line> drained = new ArrayList<>();

    private List<String> told(String machine) {
        drained.addAll(news.drain());
        return drained.stream()
                .filter(line -> line.machine().value().equals(machine))
                .map(News.Line::text)
                .toList();
    }

    private static MachineReport find(LiveRun run, String id) {
        Optional<MachineReport> found = run.machines().stream()
                .filter(report -> report.condition().id().value().equals(id))
                .findFirst();
        return found.orElseThrow();
    }

    private static boolean ended(Thread thread) {
        try {
            thread.join(5_000);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
