package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.vast.VastState.Bills;
import java.time.Duration;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of states, row by row, as a provider reads it over HTTP: what a machine is, and what it burns. */
class VastStateTableTest {

    private static final MachineId ID = MachineId.of("7");

    /** The default. */
    private static final Duration UNKNOWN_TIMEOUT = Duration.ofMinutes(10);

    private TestVast vast;

    @BeforeEach
    void start() {
        vast = new TestVast();
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    /** Row 1: it takes the word of the list, too. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        200 | {"instances":null}
        404 | {"success":false,"error":"no_such_instance"}
        200 | {"instances":{"id":7,"cur_state":"unloaded"}}
        """)
    void isGoneWhereVastShowsNoneOrSaysThatTheContractIsOver(int status, String answer) {
        vast.answer(status, answer);
        vast.answer(VastListTest.page("null", 0));

        assertThat(provider().read(ID)).isEmpty();

        RecordedRequest asked = vast.taken();
        assertThat(TestVast.line(asked)).isEqualTo("GET /api/v0/instances/7/");
        assertThat(asked.getHeaders().get("Authorization")).isEqualTo("Bearer " + TestVast.KEY);
    }

    /** Rows 2 and 4 to 12: the running rate is 0.42 and the disk's 0.01 USD an hour in all of them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        2  | offline | running | running | running | false | -             | FAILED      | NOTHING
        4  | exited  | stopped | stopped | stopped | false | x dumont:H=1  | HIBERNATING | DISK
        5  | exited  | running | stopped | stopped | false | -             | STARTING    | DISK
        5  | exited  | stopped | stopped | running | false | -             | STARTING    | DISK
        6  | exited  | stopped | stopped | stopped | true  | -             | FAILED      | DISK
        7  | exited  | stopped | stopped | stopped | false | -             | STOPPED     | DISK
        8  | running | stopped | running | stopped | false | -             | STOPPING    | ALL
        9  | exited  | running | running | running | false | -             | FAILED      | ALL
        10 | frozen  | frozen  | running | -       | false | -             | HIBERNATING | ALL
        11 | running | running | running | running | false | -             | RUNNING     | ALL
        12 | loading | running | running | -       | false | -             | STARTING    | DISK
        """)
    void readsEveryRow(
            int number,
            String actual,
            String intended,
            String current,
            @Nullable String next,
            boolean bid,
            @Nullable String label,
            MachineState state,
            Bills bills) {
        String row = row(actual, intended, current, next, bid, label);
        vast.answer("{\"instances\":" + row + "}");
        vast.answer(VastListTest.page("null", 1, row));
        vast.answer("{\"credit\":10}").answer("{\"volumes\":[]}");
        VastProvider provider = provider();

        Machine machine = provider.read(ID).orElseThrow();

        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/instances/7/");
        assertThat(machine.state()).isEqualTo(state);
        String billed = switch (bills) {
            case ALL -> "0.42";
            case DISK -> "0.01";
            case NOTHING -> "0";
        };
        assertThat(machine.billedRate()).isEqualTo(HourlyRate.ofUsd(billed));
        assertThat(machine.runningRate()).isEqualTo(HourlyRate.ofUsd("0.42"));
        assertThat(machine.parkedRate()).isEqualTo(HourlyRate.ofUsd("0.01"));
        assertThat(provider.list().machines()).extracting(Machine::state).containsExactly(state);
        assertThat(vast.taken().getUrl().encodedPath()).isEqualTo("/api/v1/instances/");
        assertThat(provider.credit().orElseThrow().burn().usdPerHour()).isEqualByComparingTo(billed);
    }

    /** Row 12: nothing, a word of today, a word of tomorrow. What loads is billed for its disk alone; what boots again holds its GPU. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
        -,          DISK
        created,    DISK
        loading,    DISK
        rebooting,  ALL
        recycling,  ALL
        restarting, ALL
        dreaming,   ALL
        """)
    void startsWhereTheContainerDoesNotRunYet(@Nullable String actual, Bills bills) {
        vast.answer("{\"instances\":" + row(actual, "running", "running", null, false, null) + "}");

        Machine machine = provider().read(ID).orElseThrow();

        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/instances/7/");
        assertThat(machine.state()).isEqualTo(MachineState.STARTING);
        assertThat(machine.billedRate()).isEqualTo(HourlyRate.ofUsd(bills == Bills.ALL ? "0.42" : "0.01"));
    }

    /** Row 12 too: no waiting mends an image that cannot be had, whether the contract holds its GPU or has let it go. */
    @ParameterizedTest
    @CsvSource({
        "running, OCI runtime create failed: unable to start container",
        "running, manifest unknown: manifest unknown",
        "running, pull access denied for me/private",
        "running, unauthorized: authentication required",
        "stopped, pull access denied for me/private"
    })
    void failsWhereTheImageCannotBeHad(String current, String message) {
        String row = row("loading", "running", current, null, false, null);
        vast.answer("{\"instances\":" + row.replaceFirst("}$", ",\"status_msg\":\"" + message + "\"}") + "}");

        Machine machine = provider().read(ID).orElseThrow();

        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/instances/7/");
        assertThat(machine.state()).isEqualTo(MachineState.FAILED);
        assertThat(machine.stateReason()).isEqualTo(message);
        assertThat(machine.billedRate()).isEqualTo(HourlyRate.ofUsd("0.01"));
    }

    /** Right after a start or a reboot the status of before is shown for a while: it is no crash until 2 min have passed. */
    @ParameterizedTest
    @CsvSource({"119, STARTING", "120, FAILED"})
    void believesAnOldStatusOnlyAfterTwoMinutes(long seconds, MachineState state) {
        vast.answer("{\"success\":true}");
        vast.answer("{\"instances\":" + row("exited", "running", "running", "running", false, null) + "}");
        VastProvider provider = provider();
        provider.reboot(ID);

        vast.time.advance(Duration.ofSeconds(seconds));

        assertThat(provider.read(ID).orElseThrow().state()).isEqualTo(state);
        assertThat(TestVast.line(vast.taken())).isEqualTo("PUT /api/v0/instances/reboot/7/");
        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/instances/7/");
    }

    /** Row 3: the state that was known last, then failed. */
    @Test
    void keepsTheLastStateWhileTheHostDoesNotAnswer() {
        vast.answer("{\"instances\":" + row("running", "running", "running", "running", false, null) + "}");
        String silent = "{\"instances\":" + row("unknown", "running", "running", "running", false, null) + "}";
        vast.answer(silent).answer(silent).answer(silent);
        VastProvider provider = provider();

        assertThat(provider.read(ID).orElseThrow().state()).isEqualTo(MachineState.RUNNING);
        assertThat(provider.read(ID).orElseThrow().stateReason()).startsWith("stale");
        vast.time.advance(UNKNOWN_TIMEOUT.minusSeconds(10));
        assertThat(provider.read(ID).orElseThrow().state()).isEqualTo(MachineState.RUNNING);
        vast.time.advance(UNKNOWN_TIMEOUT);
        assertThat(provider.read(ID).orElseThrow().state()).isEqualTo(MachineState.FAILED);
    }

    private VastProvider provider() {
        return VastProvider.create(vast.options().build());
    }

    private static String row(
            @Nullable String actual,
            String intended,
            String current,
            @Nullable String next,
            boolean bid,
            @Nullable String label) {
        return "{\"id\":7,\"actual_status\":" + text(actual) + ",\"intended_status\":\"" + intended
                + "\",\"cur_state\":\""
                + current + "\",\"next_state\":" + text(next) + ",\"is_bid\":" + bid + ",\"label\":" + text(label)
                + ",\"dph_total\":0.42,\"storage_total_cost\":0.01}";
    }

    private static String text(@Nullable String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }
}
