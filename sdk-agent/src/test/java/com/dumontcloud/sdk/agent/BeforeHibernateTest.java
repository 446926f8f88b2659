package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeforeHibernateTest {

    private final List<@Nullable Duration> saved = new ArrayList<>();
    private CommandRig rig;

    @BeforeEach
    void prepare(@TempDir Path state) {
        rig = new CommandRig(state);
        rig.options.beforeHibernate(context -> {
            context.progress(0.5, "half");
            saved.add(context.timeLeft());
        });
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void savesWithTheSecondsLeftAndSaysSoAtOnce() {
        rig.askToSave("c1", 45);
        rig.start();
        rig.time.runDue();

        assertThat(saved).containsExactly(Duration.ofSeconds(45));
        assertThat(rig.sink.last().results()).containsExactly(CommandResult.of("c1", Outcome.DONE, "saved"));
    }

    @Test
    void hasFailedWhereSavingThrows() {
        rig.options.beforeHibernate(context -> {
            throw new java.io.IOException("quota exceeded");
        });
        rig.askToSave("c1", 60);
        rig.start();
        rig.time.runDue();

        assertThat(rig.sink.last().results())
                .containsExactly(CommandResult.of("c1", Outcome.FAILED, "IOException: quota exceeded"));
    }

    @Test
    void neverClaimsToParkTheMachineItself() {
        rig.ask(AgentCommand.of("c1", AgentCommand.HIBERNATE));
        rig.start();
        rig.time.runDue();

        assertThat(saved).isEmpty();
        assertThat(rig.ends("c1")).containsExactly(Outcome.REFUSED);
    }

    @Test
    void savesOnceForEachTimeTheMachineIsParked() {
        rig.start();
        for (String id : List.of("op-1", "op-1", "op-2")) {
            rig.askToSave(id, 60);
            rig.beat();
        }

        assertThat(saved).hasSize(2);
    }
}
