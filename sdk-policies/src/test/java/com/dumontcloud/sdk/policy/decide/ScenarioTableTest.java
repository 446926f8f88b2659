package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The scenarios of the lifecycle rules, section 8, and the two tests of the agent system, in one table: what is true of the machine,
 * what the engine must do, and the test on virtual time that plays it, which is run from here.
 */
class ScenarioTableTest {

    private static final String TABLE = """
        S1  | FORGOTTEN | act within idleAfter          | decide.LifecycleScenariosTest#aMachineForgottenAfterItsJobIsParked
        S2  | FORGOTTEN | act within idleAfter x factor | decide.LifecycleScenariosTest#aNotebookThatHoldsMemoryAtNoUseIsParkedAfterTwiceTheTime
        S3  | USEFUL    | never act                     | decide.LifecycleScenariosTest#dipsOfATrainingAreNotIdleness
        S4  | USEFUL    | never act                     | decide.LifecycleScenariosTest#aLongDownloadIsUse
        S5  | USEFUL    | never act                     | decide.LifecycleScenariosTest#oneBusyGpuOfEightKeepsTheMachine
        S6  | USEFUL    | never act                     | decide.LifecycleScenariosTest#aStageOnTheProcessorAloneIsUse
        S7  | USEFUL    | never act                     | decide.LifecycleScenariosTest#anInferenceServiceThatIsAskedEveryTwentyMinutesIsKept
        S8  | USEFUL    | alert, witness vetoes         | decide.LifecycleScenariosTest#anAgentThatCrashedBesideARunningJobIsReportedAndTheJobGoesOn
        S9  | DEAD      | D1, no D2                     | decide.LifecycleScenariosTest#aDeadHostThatIsStillBilledIsStoppedWithItsDiskKept
        S10 | mixed     | 0 wrongful, resume <= grace   | fleet.FleetScenariosTest#nothingUsedIsParkedAndWhatIsForgottenIsOnceItIsOver
        S10 | mixed     | 0 wrongful, resume <= grace   | fleet.FleetScenariosTest#whoeverUsedAMachineDuringTheOutageHasTheWholeTimeAgain
        S10 | mixed     | 0 wrongful, resume <= grace   | fleet.FleetScenariosTest#whatTheMachinesOwnClockBridgesIsParkedRightAfterTheGrace
        S11 | mixed     | 0 wrongful, resume <= grace   | fleet.FleetScenariosTest#nothingUsedIsParkedAndWhatIsForgottenIsOnceItIsOver
        S12 | mixed     | 0 wrongful, resume <= grace   | fleet.FleetScenariosTest#nothingUsedIsParkedAndWhatIsForgottenIsOnceItIsOver
        S13 | mixed     | 0 wrongful, resume <= grace   | fleet.FleetScenariosTest#nothingUsedIsParkedAndWhatIsForgottenIsOnceItIsOver
        S13 | mixed     | 0 wrongful, resume <= grace   | decide.LifecycleScenariosTest#halfOfTheHeartbeatsLostNeitherOrphansNorParksABusyMachine
        S14 | mixed     | at most once                  | fleet.FleetScenariosTest#takingOverInTheMiddleOfAnOperationAsksForNothingTwice
        S15 | mixed     | at most once                  | fleet.FleetScenariosTest#takingOverInTheMiddleOfAnOperationAsksForNothingTwice
        S16 | mixed     | no wrong action               | fleet.FleetScenariosTest#nothingUsedIsParkedAndWhatIsForgottenIsOnceItIsOver
        S16 | mixed     | no wrong action               | decide.LifecycleScenariosTest#aWallClockThatJumpsMovesNeitherSilenceNorIdleness
        S16 | mixed     | no wrong action               | decide.LifecycleScenariosTest#protectedHoursHoldWhenTheClocksChange
        S17 | mixed     | a pause at most               | fleet.FleetScenariosTest#nothingUsedIsParkedAndWhatIsForgottenIsOnceItIsOver
        S18 | mixed     | no D2                         | fleet.FleetSnapshotsTest#noSnapshotThatIsNoGoodEverCostsAMachine
        S18 | mixed     | no D2                         | decide.SnapshotsTest#whereTheDiskWouldBeLostAMachineWithoutASnapshotIsLeftToPeople
        S18 | mixed     | no D2                         | decide.SnapshotsTest#aSnapshotThatTakesTooLongCountsAsFailedAndItsLateAnswerForNothing
        S19 | mixed     | I13, I22                      | decide.LifecycleScenariosTest#aRebootStartsAnewWhateverComesLateOfBefore
        S19 | mixed     | I13, I22                      | fleet.FleetMonitorTest#registersAnIdAnewOnceItsMachineIsGoneAndKeepsWhatItCost
        S20 | USEFUL    | abort at the claim            | decide.OperationsTest#aKeepAliveJustBeforeTheClaimIsHeardAndPeopleAreWarnedAnewAfter
        S21 | USEFUL    | abort at the claim            | decide.OperationsTest#whoeverReturnsWhileItIsSavedKeepsTheMachine
        S22 | mixed     | pause exits                   | fleet.FleetScenariosTest#nothingUsedIsParkedAndWhatIsForgottenIsOnceItIsOver
        S23 | mixed     | still works small             | fleet.FleetScenariosTest#nothingUsedIsParkedAndWhatIsForgottenIsOnceItIsOver
        S24 | mixed     | nothing twice                 | decide.SnapshotsTest#anInterruptionWhileItIsCopiedEndsTheOperationAndNothingIsAskedFor
        S25 | mixed     | no tombstone, nothing twice   | fleet.FleetScenariosTest#nothingUsedIsParkedAndWhatIsForgottenIsOnceItIsOver
        S26 | DEAD      | NEEDS_HUMAN                   | decide.OperationsTest#whatIsNeverSeenToHappenNeedsAPersonAndIsReadEveryQuarterOfAnHour
        S26 | DEAD      | NEEDS_HUMAN                   | fleet.FleetSnapshotsTest#whatItsProviderShowsAsStoppedAndBillsForTheGpuNeedsAPerson
        S27 | USEFUL    | >= warnLead notice            | decide.HoldsTest#aThresholdThatIsLoweredGivesTheTimeOfAWarning
        S28 | USEFUL    | >= warnLead notice            | decide.HoldsTest#protectedHoursCancelAWarningAndTheMachineIsWarnedAnewAfterThem
        S29 | FORGOTTEN | STALLED alert, then acted on  | decide.LifecycleScenariosTest#aHungLoopThatSaysItIsBusyIsReportedThenParked
        S30 | FORGOTTEN | acted on                      | decide.LifecycleScenariosTest#aTerminalLeftOpenOnlyDoublesTheTime
        S31 | mixed     | acted on after the last       | decide.ReportersTest#executorsThatEndOneByOneNeitherResetNorOrphanAndTheMachineIsParkedAfterTheLast
        S32 | USEFUL    | nothing happens               | decide.ReportersTest#anUpdateOfTheAgentChangesNothing
        S33 | FORGOTTEN | reaped by the next process    | fleet.LeaseScenariosTest#aDeadOrchestratorsFiveMachinesAreReapedByTheNextProcess
        idle   | FORGOTTEN | warned at 180 s, due at 300 s | decide.AgentSystemTestsTest#sixIdleHeartbeatsWarnAtThreeMinutesAndHibernateAtFive
        idle   | FORGOTTEN | warned at 180 s, due at 300 s | endpoint.AgentSystemScenarioTest#warnsTheIdleMachineAt180SecondsAndParksItAt300
        silent | DEAD      | orphaned by 360 s             | decide.AgentSystemTestsTest#sixSilentMinutesOrphan
        silent | DEAD      | orphaned by 360 s             | endpoint.AgentSystemScenarioTest#findsTheSilentMachineOrphanedWithin360Seconds
        """;

    @ParameterizedTest
    @MethodSource("rows")
    void holds(Row row) throws ClassNotFoundException {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(row.method().getDeclaringClass(), row.method()))
                .configurationParameter("junit.jupiter.execution.timeout.default", "60 s")
                .build();

        LauncherFactory.create().execute(request, summary);

        TestExecutionSummary ran = summary.getSummary();
        assertThat(ran.getFailures().stream().map(TestExecutionSummary.Failure::getException))
                .as("what failed in %s", row.where)
                .isEmpty();
        assertThat(ran.getTestsSucceededCount()).isPositive().isEqualTo(ran.getTestsFoundCount());
    }

    @Test
    void listsThemAll() {
        TreeSet<String> listed = new TreeSet<>();
        rows().forEach(row -> listed.add(row.id));

        System.out.print(TABLE);
        assertThat(listed).contains("idle", "silent");
        assertThat(listed)
                .containsAll(IntStream.rangeClosed(1, 33).mapToObj(i -> "S" + i).toList());
    }

    static Stream<Row> rows() {
        return TABLE.lines().map(line -> {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            return new Row(cells.get(0), cells.get(1), cells.get(2), cells.get(3));
        });
    }

    /** One scenario and one test of it. */
    record Row(String id, String truth, String must, String where) {

        /** Returns the one test of that name. */
        Method method() throws ClassNotFoundException {
            Class<?> test = Class.forName("com.dumontcloud.sdk.policy." + where.substring(0, where.indexOf('#')));
            String name = where.substring(where.indexOf('#') + 1);
            List<Method> named = Arrays.stream(test.getDeclaredMethods())
                    .filter(method -> method.getName().equals(name))
                    .toList();
            assertThat(named).as("tests called %s", where).hasSize(1);
            return named.get(0);
        }

        @Override
        public String toString() {
            return id + " " + truth + ": " + must + ", by " + where;
        }
    }
}
