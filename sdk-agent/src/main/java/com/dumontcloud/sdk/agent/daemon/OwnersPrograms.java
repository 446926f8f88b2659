package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.DeadMan;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.AgentCommand;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The programs of the owner that the agent runs: its hooks, and what is done with a forgotten machine. They are looked for when
 * the agent starts rather than when the machine is about to be parked. Immutable.
 */
final class OwnersPrograms {

    /** Says that there is no dead man's switch. */
    static final String OFF = "off";

    private final @Nullable Path hibernate;
    private final @Nullable Path snapshot;
    private final @Nullable DeadMan deadMan;

    private OwnersPrograms(@Nullable Path hibernate, @Nullable Path snapshot, @Nullable DeadMan deadMan) {
        this.hibernate = hibernate;
        this.snapshot = snapshot;
        this.deadMan = deadMan;
    }

    /** Returns what the settings name, and notes what is wrong with it. */
    static OwnersPrograms of(AgentSettings settings, List<String> problems) {
        return new OwnersPrograms(
                program(settings, RunOption.HOOK_HIBERNATE, problems),
                program(settings, RunOption.HOOK_SNAPSHOT, problems),
                deadMan(settings, problems));
    }

    void addTo(ReporterOptions.Builder options) {
        if (hibernate != null) {
            options.handler(AgentCommand.HIBERNATE, new ProgramHook(hibernate));
        }
        if (snapshot != null) {
            options.handler(AgentCommand.SNAPSHOT, new ProgramHook(snapshot));
        }
        if (deadMan != null) {
            options.deadMan(deadMan);
        }
    }

    private static @Nullable DeadMan deadMan(AgentSettings settings, List<String> problems) {
        String after = settings.value(RunOption.DEAD_MAN_AFTER);
        Path program = program(settings, RunOption.DEAD_MAN_COMMAND, problems);
        boolean leased = settings.isUnderLease();
        if (OFF.equals(after) || (after == null && program == null && !leased)) {
            return null;
        }
        try {
            Duration time = after == null ? DeadMan.USUAL : Times.parse(after);
            DeadMan deadMan =
                    DeadMan.after(time, new DeadManProgram(program == null ? "poweroff" : program.toString()));
            return leased ? deadMan.fromStart() : deadMan;
        } catch (IllegalArgumentException wrong) {
            problems.add(RunOption.DEAD_MAN_AFTER.variable() + ": " + wrong.getMessage());
            return null;
        }
    }

    private static @Nullable Path program(AgentSettings settings, RunOption option, List<String> problems) {
        String text = settings.value(option);
        if (text == null) {
            return null;
        }
        try {
            Path program = Path.of(text);
            if (program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)) {
                return program;
            }
        } catch (InvalidPathException noPath) {
            problems.add(option.variable() + " is no path");
            return null;
        }
        problems.add(option.variable() + " must be the absolute path of a program that can be run; it is " + text);
        return null;
    }
}
