package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A step that a command of this host does, for example by SSH. It learns from its environment what it is about: {@code
 * DUMONT_MACHINE_ID}, {@code DUMONT_STEP} and, where the provider tells, {@code DUMONT_SSH_HOST} and {@code DUMONT_SSH_PORT}. It
 * works if it ends with 0.
 */
final class CommandWork implements Work {

    private final String command;
    private final Function<MachineId, Map<String, String>> logins;

    CommandWork(String command, Function<MachineId, Map<String, String>> logins) {
        this.command = command;
        this.logins = logins;
    }

    @Override
    public boolean step(MachineId machine, int step) throws InterruptedException {
        Map<String, String> told = new HashMap<>();
        try {
            told.putAll(logins.apply(machine));
        } catch (DumontException unknown) {
            return false;
        }
        told.put("DUMONT_MACHINE_ID", machine.value());
        told.put("DUMONT_STEP", Integer.toString(step));
        ProcessBuilder shell = new ProcessBuilder(List.of("/bin/sh", "-c", command)).inheritIO();
        shell.environment().putAll(told);
        shell.environment().keySet().removeIf(name -> name.startsWith("VAST_API_KEY"));
        try {
            Process running = shell.start();
            try {
                return running.waitFor() == 0;
            } finally {
                running.destroy();
            }
        } catch (IOException noShell) {
            throw new UncheckedIOException("no command can be run here", noShell);
        }
    }
}
