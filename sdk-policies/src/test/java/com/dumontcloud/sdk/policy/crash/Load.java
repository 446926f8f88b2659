package com.dumontcloud.sdk.policy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What one thread does to machines of its own, one thing at a time, and what it was answered: what was answered must hold whatever
 * happens to the fleet's process; what was on its way may.
 */
final class Load {

    private final Random random;
    private final List<Expected> machines = new ArrayList<>();
    long answers;

    Load(List<String> ids, long seed) {
        this.random = new Random(seed);
        ids.forEach(id -> machines.add(new Expected(id)));
    }

    /** Goes on until the process is gone. */
    void run(FleetProcess fleet) {
        try (Lines lines = fleet.connect()) {
            while (true) {
                one(lines, machines.get(random.nextInt(machines.size())));
                answers++;
            }
        } catch (IOException killed) {
            assertThat(killed).isNotNull();
        }
    }

    void check(Lines lines) throws IOException {
        for (Expected machine : machines) {
            machine.check(lines);
        }
    }

    List<Expected> machines() {
        return machines;
    }

    private void one(Lines lines, Expected machine) throws IOException {
        int die = random.nextInt(100);
        if (die < 70) {
            machine.told(lines.ask("beat " + machine.id + " " + (random.nextInt(40) == 0 ? 90 : 0)));
        } else if (die < 80) {
            String until = lines.ask("keep " + machine.id + " " + (1 + random.nextInt(20)));
            machine.keptUntil = Instant.parse(until.substring("until ".length()));
        } else if (die < 90) {
            machine.tokenOnItsWay = true;
            machine.token = lines.ask("token " + machine.id).substring("token ".length());
            machine.tokenOnItsWay = false;
        } else {
            machine.order(random.nextBoolean() ? MachineState.STOPPED : MachineState.RUNNING, lines);
        }
    }

    /** One machine, as its owner knows it. */
    static final class Expected {

        final String id;
        private @Nullable Instant keptUntil;
        private @Nullable String token;
        private boolean tokenOnItsWay;
        private boolean orderOnItsWay;
        private @Nullable MachineState wanted;
        private boolean orderedInThisProcess;
        private int insisted;
        private BigDecimal certainUsd = BigDecimal.ZERO;

        Expected(String id) {
            this.id = id;
        }

        /** Returns the state its owner was promised; null where that is not certain, or the engine may have parked it since. */
        @Nullable
        MachineState promised() {
            return orderOnItsWay || wanted == MachineState.RUNNING ? null : wanted;
        }

        /**
         * Returns how often its provider may have been asked for what had been done already: by an order that took the place of one not
         * seen yet (decision 034). Of one whose answer was lost that may be so if it was not the first.
         */
        int insisted() {
            return insisted + (orderOnItsWay && orderedInThisProcess ? 1 : 0);
        }

        private void order(MachineState target, Lines lines) throws IOException {
            orderOnItsWay = true;
            String answer = lines.ask("order " + id + " " + (target == MachineState.STOPPED ? "STOP" : "WAKE"));
            orderOnItsWay = false;
            orderedInThisProcess = true;
            if (answer.startsWith("operation ")) {
                wanted = target;
                insisted += answer.endsWith(" insists") ? 1 : 0;
            }
        }

        private void told(String answer) {
            assertThat(answer).matches("told .*|refused .*");
        }

        private void check(Lines lines) throws IOException {
            insisted = insisted();
            orderedInThisProcess = false;
            String[] state = lines.ask("state " + id).split(" ");
            if (token != null) {
                assertThat(state[4]).as("%s is claimed", id).isEqualTo("true");
                if (!tokenOnItsWay) {
                    assertThat(lines.ask("owner " + id + " " + token)).isEqualTo("owner " + id);
                }
            }
            if (keptUntil != null) {
                assertThat(state[2]).as("%s is kept", id).isNotEqualTo("null");
                assertThat(Instant.parse(state[2])).isAfterOrEqualTo(keptUntil);
            }
            BigDecimal now = new BigDecimal(state[3]);
            assertThat(now).as("what %s has cost for certain", id).isGreaterThanOrEqualTo(certainUsd);
            certainUsd = now;
        }
    }
}
