package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent to start and stop machines, and what becomes of the marks in their labels. */
class VastPowerTest {

    private static final MachineId ID = MachineId.of("7");
    private static final String DONE = "{\"success\":true}";

    private TestVast vast;

    @BeforeEach
    void start() {
        vast = new TestVast();
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    @Test
    void takesAQueuedStartBack() {
        vast.answer(VastProviderTest.REFUSED).answer(DONE);

        ActionReceipt receipt = provider().start(ID);

        assertThat(receipt.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"state\":\"running\"}");
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"state\":\"stopped\"}");
    }

    /** The first may have been refused and queued: another start says nothing of it, unless it was taken back before. */
    @Test
    void takesBackAStartWhoseAnswerWasLostBeforeItStartsAgain() {
        vast.drop();
        shows("\"cur_state\":\"stopped\",\"intended_status\":\"stopped\"");
        vast.answer(DONE).answer(DONE);
        shows("\"cur_state\":\"running\"");

        assertThat(provider().start(ID).outcome()).isEqualTo(Outcome.ACCEPTED);

        assertThat(statesAsked()).containsExactly("running", "stopped", "running");
    }

    @Test
    void stopsNothingThatRunsThoughTheAnswerToItsStartWasLost() {
        vast.drop();
        shows("\"cur_state\":\"running\"");
        shows("\"cur_state\":\"running\"");

        assertThat(provider().start(ID).outcome()).isEqualTo(Outcome.ACCEPTED);

        assertThat(statesAsked()).containsExactly("running");
    }

    @Test
    void refusesAStartOfWhichNoAnswerIsHadAndLeavesNothingQueued() {
        for (int i = 0; i < 3; i++) {
            vast.drop();
            shows("\"cur_state\":\"stopped\"");
            vast.answer(DONE);
        }

        ActionReceipt receipt = provider().start(ID);

        assertThat(receipt.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(statesAsked()).containsExactly("running", "stopped", "running", "stopped", "running", "stopped");
    }

    @Test
    void takesBackAQueuedStartThatFollowsOneWhoseAnswerWasLost() {
        vast.drop();
        shows("\"cur_state\":\"stopped\"");
        vast.answer(DONE).answer(VastProviderTest.REFUSED).answer(DONE);

        assertThat(provider().start(ID).outcome()).isEqualTo(Outcome.REFUSED);

        assertThat(statesAsked()).containsExactly("running", "stopped", "running", "stopped");
    }

    /** It may be queued, and nobody can say: so neither does the receipt. */
    @Test
    void saysThatAStartIsUnknownThatCouldNotBeTakenBack() {
        vast.drop();
        shows("\"cur_state\":\"stopped\"");
        vast.answer(403, "{\"success\":false,\"error\":\"not_authorized\"}");

        ActionReceipt receipt = ActionReceipt.of(() -> provider().start(ID));

        assertThat(receipt.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    /** Whoever wants starts to be queued wants no stop. */
    @Test
    void stopsNothingWhereQueuedStartsAreWanted() {
        vast.drop();
        VastProvider provider = provider(options -> options.cancelQueuedStarts(false));

        assertThat(ActionReceipt.of(() -> provider.start(ID)).outcome()).isEqualTo(Outcome.UNKNOWN);

        assertThat(statesAsked()).containsExactly("running");
    }

    /** Returns the states that machines were to be in, in the order in which they were sent. */
    private List<String> statesAsked() {
        List<String> states = new ArrayList<>();
        for (int left = vast.requests(); left > 0; left--) {
            String body = TestVast.body(vast.taken());
            if (body.startsWith("{\"state\":\"")) {
                states.add(body.substring(10, body.length() - 2));
            }
        }
        return states;
    }

    @Test
    void leavesAStartQueuedWhereTheOptionsSaySo() {
        vast.answer(VastProviderTest.REFUSED);

        ActionReceipt receipt =
                provider(options -> options.cancelQueuedStarts(false)).start(ID);

        assertThat(receipt.outcome()).isEqualTo(Outcome.QUEUED);
        assertThat(receipt.detail()).contains("bill");
        assertThat(vast.requests()).isOne();
    }

    @Test
    void marksAHibernationBeforeItStopsAndTakesTheMarkAwayAfterAStart() {
        shows("\"label\":\"train\",\"cur_state\":\"running\"");
        vast.answer(DONE).answer(DONE);
        vast.answer(DONE);
        shows("\"label\":\"train dumont:H=1\",\"cur_state\":\"running\"");
        vast.answer(DONE);
        VastProvider provider = provider();

        provider.hibernate(ID);
        provider.start(ID);

        vast.taken();
        assertThat(TestVast.body(vast.taken())).startsWith("{\"label\":\"train dumont:H=17698");
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"state\":\"stopped\"}");
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"state\":\"running\"}");
        vast.taken();
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"label\":\"train\"}");
    }

    @Test
    void stopsAMachineThoughItsMarkFails() {
        for (int i = 0; i < 4; i++) {
            vast.answer(500, "busy");
        }
        vast.answer(DONE);

        assertThat(provider().stop(ID).outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void parksAMachineThoughItsMarkFails() {
        for (int i = 0; i < 4; i++) {
            vast.answer(500, "busy");
        }
        vast.answer(DONE);

        assertThat(provider().hibernate(ID).outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    /** It runs and is billed, whatever Vast says of its label a moment later. */
    @Test
    void acceptsAStartThoughVastDoesNotShowTheMachineYet() {
        vast.answer(DONE).answer("{\"instances\":null}").answer(VastListTest.page("null", 0));

        ActionReceipt receipt = ActionReceipt.of(() -> provider().start(ID));

        assertThat(receipt.outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(vast.requests()).isEqualTo(3);
    }

    @Test
    void sendsAStopThoughVastDoesNotShowTheMachineYet() {
        vast.answer("{\"instances\":null}").answer(VastListTest.page("null", 0)).answer(DONE);

        assertThat(provider().stop(ID).outcome()).isEqualTo(Outcome.ACCEPTED);
        vast.taken();
        vast.taken();
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"state\":\"stopped\"}");
    }

    @Test
    void saysThatThereIsNoMachineToStopWhereVastSaysSoOfTheStop() {
        vast.answer("{\"instances\":null}").answer(VastListTest.page("null", 0));
        vast.answer(404, "{\"success\":false,\"error\":\"no_such_instance\"}");

        assertThat(Thrown.by(() -> provider().stop(ID)).kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(vast.requests()).isEqualTo(3);
    }

    /** Without the mark it would read as outbid, and be bid for again: the mark stays, and the name gives way. */
    @ParameterizedTest
    @CsvSource({"1003, 1003", "1004, 1004", "1005, 1004", "1024, 1004"})
    void shortensANameThatLeavesNoRoomForTheMarkOfAStop(int length, int left) {
        shows("\"is_bid\":true,\"cur_state\":\"running\",\"label\":\"" + "x".repeat(length) + "\"");
        vast.answer(DONE).answer(DONE);

        assertThat(provider().stop(ID).outcome()).isEqualTo(Outcome.ACCEPTED);

        vast.taken();
        assertThat(TestVast.body(vast.taken()))
                .isEqualTo("{\"label\":\"" + "x".repeat(left) + " dumont:S=" + TestVast.NOW.getEpochSecond() + "\"}");
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"state\":\"stopped\"}");
    }

    @Test
    void stopsASpotMachineWhoseLabelsLeaveNoRoomForTheMark() {
        shows("\"is_bid\":true,\"cur_state\":\"running\",\"label\":\"" + fullLabel() + "\"");
        vast.answer(DONE);

        assertThat(provider().stop(ID).outcome()).isEqualTo(Outcome.ACCEPTED);
        vast.taken();
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"state\":\"stopped\"}");
    }

    @Test
    void looksAtTheOtherSpotMachinesThoughTheLabelsOfOneLeaveNoRoom() {
        String outbid = "\"is_bid\":true,\"cur_state\":\"stopped\",\"actual_status\":\"exited\"";
        String other = "{\"id\":8," + outbid + "}";
        vast.answer(VastListTest.page("null", 2, "{\"id\":7," + outbid + ",\"label\":\"" + fullLabel() + "\"}", other));
        shows(outbid + ",\"label\":\"" + fullLabel() + "\"");
        vast.answer("{\"instances\":" + other + "}").answer(DONE);
        List<MachineId> told = new ArrayList<>();

        provider()
                .watchSpot(
                        new VastSpotWatch.Listener() {
                            @Override
                            public void outbid(MachineId id, @Nullable HourlyRate lowestBid) {
                                told.add(id);
                            }
                        },
                        null)
                .look();

        assertThat(told).containsExactly(MachineId.of("8"));
    }

    @ParameterizedTest
    @CsvSource({"1024, true", "1025, false"})
    void sendsLabelsOfAtMost1024Characters(int length, boolean sent) {
        vast.answer(DONE);
        VastInstances instances = provider().client().instances();

        if (sent) {
            instances.label(ID, "x".repeat(length));
        } else {
            assertThat(Thrown.anyBy(() -> instances.label(ID, "x".repeat(length)))
                            .kind())
                    .isEqualTo(Kind.INVALID_REQUEST);
        }
        assertThat(vast.requests()).isEqualTo(sent ? 1 : 0);
    }

    @Test
    void parksNoLongerWhatItStops() {
        shows("\"label\":\"train dumont:H=1\",\"cur_state\":\"stopped\"");
        vast.answer(DONE).answer(DONE);

        provider().stop(ID);

        vast.taken();
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"label\":\"train\"}");
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"state\":\"stopped\"}");
    }

    @Test
    void stopsTogetherOnlyWhatNeedsNoMark() {
        vast.answer(VastListTest.page(
                "null",
                4,
                "{\"id\":7,\"is_bid\":true}",
                "{\"id\":8,\"label\":\"dumont:H=1\"}",
                "{\"id\":9}",
                "{\"id\":10}"));
        vast.answer(DONE);
        vast.answer("{\"instances\":{\"id\":8,\"label\":\"dumont:H=1\"}}")
                .answer(DONE)
                .answer(DONE);
        VastProvider provider = provider();

        provider.stopAll(List.of(MachineId.of("8"), MachineId.of("9"), MachineId.of("10")));

        vast.taken();
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"ids\":[9,10],\"state\":\"stopped\"}");
        vast.taken();
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"label\":\"\"}");
        assertThat(TestVast.body(vast.taken())).isEqualTo("{\"state\":\"stopped\"}");
    }

    private VastProvider provider() {
        return provider(options -> options);
    }

    private VastProvider provider(UnaryOperator<VastOptions.Builder> change) {
        return VastProvider.create(change.apply(vast.options()).build());
    }

    private void shows(String fields) {
        vast.answer("{\"instances\":{\"id\":7," + fields + "}}");
    }

    /** Returns a label of 1,024 characters in which there is no name that could give way. */
    private static String fullLabel() {
        String label = "dumont:"
                + IntStream.range(0, 14)
                        .mapToObj(i -> "label-" + (10 + i) + "=" + "v".repeat(62))
                        .collect(Collectors.joining(","));
        return label + ",z=" + "v".repeat(1024 - label.length() - 3);
    }
}
