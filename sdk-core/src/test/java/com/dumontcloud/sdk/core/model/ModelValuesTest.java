package com.dumontcloud.sdk.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the values of the model promise beyond holding their parts: they do not change, and absent is not zero. */
class ModelValuesTest {

    private static final MachineId ID = MachineId.of("m-1");

    @Test
    void aHeartbeatOfNothingButItsMachineKnowsNothing() {
        Heartbeat heartbeat = Heartbeat.builder(ID).build();

        assertThat(heartbeat.reporter()).isEqualTo(ReporterRef.AGENT);
        assertThat(heartbeat.gpuTotals()).isEqualTo(GpuTotals.UNKNOWN);
        assertThat(heartbeat.host()).isEqualTo(HostReading.UNKNOWN);
        assertThat(heartbeat.people()).isEqualTo(PeopleReading.UNKNOWN);
        assertThat(heartbeat.gpus()).isEmpty();
        assertThat(heartbeat.results()).isEmpty();
        assertThat(heartbeat.seq()).isNull();
        assertThat(heartbeat.processCount()).isNull();
    }

    @Test
    void aHeartbeatDoesNotChangeWithTheListsItWasBuiltFrom() {
        List<GpuReading> gpus = new ArrayList<>();
        Heartbeat heartbeat = Heartbeat.builder(ID).gpus(gpus).build();

        gpus.add(GpuReading.of(0, GpuReading.State.OK));

        assertThat(heartbeat.gpus()).isEmpty();
        assertThatThrownBy(() -> heartbeat.gpus().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aHeartbeatIsCopiedWhole() {
        Heartbeat heartbeat = Heartbeat.builder(ID)
                .reporter(ReporterRef.process("p", "s"))
                .hostname("h")
                .timestamp(Instant.EPOCH)
                .agentVersion("v")
                .agentStatus("running")
                .gpuTotals(GpuTotals.ofUtilization(1))
                .gpus(List.of(GpuReading.of(0, GpuReading.State.OK)))
                .host(new HostReading(1.0, 2.0, 3.0, 4.0, 5L, 6L, 7L, 8L))
                .people(new PeopleReading(1, 2.0, true))
                .busy(new BusyReading(true, "x", 0.5, 1.0))
                .processCount(1)
                .activeUsers(2)
                .lastActivity(Instant.EPOCH)
                .idleSeconds(3.0)
                .uptimeSeconds(4L)
                .costAccumulatedUsd(java.math.BigDecimal.ONE)
                .bootId("b")
                .seq(5L)
                .results(List.of(CommandResult.of("c", CommandResult.Outcome.DONE, null)))
                .goodbye(Goodbye.FINISHED)
                .build();

        assertThat(heartbeat).hasNoNullFieldsOrProperties();
        assertThat(heartbeat.toBuilder().build()).usingRecursiveComparison().isEqualTo(heartbeat);
    }

    @Test
    void aMachineIsCopiedWholeAndNamedByItsIdWhereNobodyNamedIt() {
        Machine machine = Machine.builder(ID, "vast", MachineState.RUNNING).build();

        assertThat(machine.name()).isEqualTo("m-1");
        assertThat(machine.runningRate()).isNull();
        assertThat(machine.toBuilder().build()).usingRecursiveComparison().isEqualTo(machine);
    }

    @Test
    void mapsAreCopied() {
        Map<String, String> args = new HashMap<>(Map.of("version", "1"));
        AgentCommand command = new AgentCommand("c", AgentCommand.UPDATE, args);

        args.clear();

        assertThat(command.args()).containsEntry("version", "1");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"18432, 24576, 75", "0, 24576, 0", "24576, 24576, 100", "-, 24576, -", "18432, -, -", "18432, 0, -"
            })
    void memoryInUseIsAShareOnlyWhereBothNumbersAreKnown(Double used, Double total, Double percent) {
        assertThat(new GpuTotals(null, used, total, null, null).memoryUsedPercent())
                .isEqualTo(percent);
    }

    @Test
    void gpusAreCountedFromNoneAndTheirMemoryIsPositiveOrNotKnown() {
        assertThat(GpuSpec.none().count()).isZero();
        assertThat(new GpuSpec("RTX 4090", 0, 1L).memoryMib()).isEqualTo(1);
        assertThatThrownBy(() -> GpuSpec.of("RTX 4090", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GpuSpec("RTX 4090", 1, 0L)).isInstanceOf(IllegalArgumentException.class);
    }
}
