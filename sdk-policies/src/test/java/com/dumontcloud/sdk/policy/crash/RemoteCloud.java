package com.dumontcloud.sdk.policy.crash;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link Cloud}, from the fleet's process. */
final class RemoteCloud implements MachineProvider {

    private final int port;
    private final TimeSource time;

    RemoteCloud(int port, TimeSource time) {
        this.port = port;
        this.time = time;
    }

    @Override
    public String name() {
        return "cloud";
    }

    @Override
    public ProviderCapabilities capabilities() {
        return ProviderCapabilities.builder().build();
    }

    @Override
    public Listing list() {
        String[] words = ask("list").split(" ");
        List<Machine> machines = new ArrayList<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            machines.add(machine(words[i], words[i + 1]));
        }
        return new Listing(machines, true, time.wall());
    }

    @Override
    public Optional<Machine> read(MachineId id) {
        return Optional.of(machine(id.value(), ask("read " + id)));
    }

    @Override
    public Witness witness(MachineId id) {
        return Witness.UNKNOWN;
    }

    @Override
    public WakeRisk wakeRisk(MachineId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ActionReceipt start(MachineId id) {
        ask("start " + id);
        return ActionReceipt.accepted();
    }

    @Override
    public ActionReceipt stop(MachineId id) {
        ask("stop " + id);
        return ActionReceipt.accepted();
    }

    @Override
    public ActionReceipt reboot(MachineId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ActionReceipt destroy(MachineId id) {
        throw new UnsupportedOperationException();
    }

    String ask(String line) {
        try (Lines lines = new Lines(port)) {
            return lines.ask(line);
        } catch (IOException broken) {
            throw new DumontException(Kind.NETWORK, "the cloud did not answer", broken);
        }
    }

    private static Machine machine(String id, String state) {
        return Machine.builder(MachineId.of(id), "cloud", MachineState.valueOf(state))
                .runningRate(Bill.RUNNING)
                .parkedRate(Bill.STOPPED)
                .build();
    }
}
