package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.wire.JsonObject;
import com.dumontcloud.sdk.vast.VastState.Bills;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VastStateTest {

    /** Every row of the table of states, in its order, and what stands between them. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            running | running | unloaded | -       | false | -   | DELETED     | NOTHING
            offline | running | running  | running | false | -   | FAILED      | NOTHING
            offline | stopped | stopped  | stopped | false | -   | FAILED      | NOTHING
            unknown | running | running  | running | false | -   | UNKNOWN     | ALL
            unknown | stopped | stopped  | stopped | false | -   | UNKNOWN     | DISK
            exited  | stopped | stopped  | stopped | false | H=1 | HIBERNATING | DISK
            stopped | stopped | stopped  | stopped | true  | H=1 | HIBERNATING | DISK
            exited  | running | stopped  | stopped | false | -   | STARTING    | DISK
            exited  | stopped | stopped  | running | false | -   | STARTING    | DISK
            exited  | running | stopped  | stopped | false | H=1 | STARTING    | DISK
            exited  | stopped | stopped  | stopped | true  | -   | FAILED      | DISK
            exited  | stopped | stopped  | stopped | true  | S=1 | STOPPED     | DISK
            exited  | stopped | stopped  | stopped | false | -   | STOPPED     | DISK
            stopped | stopped | stopped  | stopped | false | -   | STOPPED     | DISK
            loading | -       | stopped  | -       | false | -   | STOPPED     | DISK
            running | stopped | running  | stopped | false | -   | STOPPING    | ALL
            exited  | stopped | running  | stopped | false | -   | STOPPING    | ALL
            exited  | running | running  | running | false | -   | FAILED      | ALL
            frozen  | frozen  | running  | -       | false | -   | HIBERNATING | ALL
            running | running | running  | running | false | -   | RUNNING     | ALL
            running | -       | -        | -       | false | -   | RUNNING     | ALL
            -       | running | running  | -       | false | -   | STARTING    | DISK
            created | running | running  | -       | false | -   | STARTING    | DISK
            loading | running | running  | -       | false | -   | STARTING    | DISK
            rebooting  | running | running | -     | false | -   | STARTING    | ALL
            recycling  | running | running | -     | false | -   | STARTING    | ALL
            restarting | running | running | -     | false | -   | STARTING    | ALL
            dreaming   | running | running | -     | false | -   | STARTING    | ALL
            """)
    void readsTheFourWordsTogether(
            String actual,
            String intended,
            String current,
            String next,
            boolean bid,
            String mark,
            MachineState state,
            Bills bills) {
        VastState read = read(actual, intended, current, next, bid, mark, null, false);

        assertThat(read.state()).isEqualTo(state);
        assertThat(read.bills()).isEqualTo(bills);
    }

    @ParameterizedTest
    @CsvSource({
        "OCI runtime create failed: x",
        "Error: manifest unknown",
        "pull access denied for x",
        "unauthorized: authentication required"
    })
    void knowsFromTheMessageThatNoWaitingHelps(String message) {
        VastState read = read("loading", "running", "running", null, false, null, message, false);

        assertThat(read.state()).isEqualTo(MachineState.FAILED);
        assertThat(read.reason()).isEqualTo(message);
    }

    /** It would be waited for until it times out, or for ever. */
    @ParameterizedTest
    @CsvSource({
        "loading, running, FAILED",
        "loading, stopped, FAILED",
        "exited, running, STARTING",
        "exited, stopped, STOPPED"
    })
    void knowsSoAlsoOfWhatHoldsNoGpu(String actual, String intended, MachineState state) {
        VastState read = read(actual, intended, "stopped", null, false, null, "pull access denied for x", false);

        assertThat(read.state()).isEqualTo(state);
        assertThat(read.bills()).isEqualTo(Bills.DISK);
    }

    @Test
    void doesNotTakeAnOldStatusForACrashRightAfterAStart() {
        assertThat(read("exited", "running", "running", null, false, null, null, true)
                        .state())
                .isEqualTo(MachineState.STARTING);
        assertThat(read("exited", "running", "running", null, false, null, null, false)
                        .state())
                .isEqualTo(MachineState.FAILED);
    }

    @Test
    void saysThatAnInterruptedMachineMayWakeByItself() {
        assertThat(read("exited", "stopped", "stopped", "stopped", true, null, null, false)
                        .reason())
                .contains("outbid", "may start again");
    }

    private static VastState read(
            String actual,
            String intended,
            String current,
            String next,
            boolean bid,
            String mark,
            String message,
            boolean changing) {
        String row = "{\"id\":1,\"actual_status\":" + json(actual) + ",\"intended_status\":" + json(intended)
                + ",\"cur_state\":" + json(current) + ",\"next_state\":" + json(next) + ",\"is_bid\":" + bid
                + ",\"status_msg\":" + json(message) + ",\"label\":" + json(mark == null ? null : "dumont:" + mark)
                + "}";
        VastInstance instance = VastInstance.from(JsonObject.parse(row.getBytes(StandardCharsets.UTF_8)));
        return VastState.of(instance, VastLabel.parse(instance.label()), changing);
    }

    private static String json(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }
}
