package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.samples.controlplane.storage.PrivateFile;
import com.dumontcloud.sdk.core.model.MachineId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The host keys by which machines are known, each trusted when it was first seen. A machine is known by its id and not by its address:
 * providers give an address, or a port of their proxy, to one machine after the other. Thread-safe.
 */
final class HostKeys {

    /** The file's name in the directory of the data. */
    static final String FILE = "ssh-host-keys";

    private final PrivateFile file;
    private final Map<MachineId, Pin> pins;

    private HostKeys(PrivateFile file, Map<MachineId, Pin> pins) {
        this.file = file;
        this.pins = pins;
    }

    /**
     * Reads those of a directory.
     *
     * @throws IllegalStateException if the file is damaged, or can be read by others
     * @throws UncheckedIOException if it cannot be read
     */
    static HostKeys of(Path directory) {
        PrivateFile file = new PrivateFile(directory.resolve(FILE));
        try {
            Map<MachineId, Pin> pins = new TreeMap<>();
            file.read().orElse("").lines().forEach(line -> {
                String[] parts = line.split(" ", -1);
                pins.put(MachineId.of(parts[0]), new Pin(parts[1], parts[2]));
            });
            return new HostKeys(file, pins);
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " cannot be read", failure);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException damaged) {
            throw new IllegalStateException(
                    file + " is damaged; restore it, or delete it to trust every machine's next key", damaged);
        }
    }

    /** Returns the key that is known of a machine. */
    synchronized Optional<Pin> of(MachineId machine) {
        return Optional.ofNullable(pins.get(machine));
    }

    /**
     * Trusts a key from now on, in the place of any other; it is on the disk when this returns.
     *
     * @throws UncheckedIOException if it could not be written; then nothing has changed
     */
    synchronized void trust(MachineId machine, Pin pin) {
        Map<MachineId, Pin> changed = new TreeMap<>(pins);
        changed.put(machine, pin);
        write(changed);
        pins.put(machine, pin);
    }

    /**
     * Forgets the key of a machine that is gone, if one is known.
     *
     * @throws UncheckedIOException if that could not be written; then nothing has changed
     */
    synchronized void forget(MachineId machine) {
        if (pins.containsKey(machine)) {
            Map<MachineId, Pin> changed = new TreeMap<>(pins);
            changed.remove(machine);
            write(changed);
            pins.remove(machine);
        }
    }

    private void write(Map<MachineId, Pin> all) {
        try {
            file.write(all.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue().type() + " "
                            + entry.getValue().fingerprint() + "\n")
                    .collect(Collectors.joining()));
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " cannot be written", failure);
        }
    }

    /**
     * A key, by what is enough to know it again.
     *
     * @param type such as {@code ssh-ed25519}
     * @param fingerprint SHA-256, as {@code ssh-keygen -l} prints it
     */
    record Pin(String type, String fingerprint) {

        Pin {
            if (!ClientMessage.FINGERPRINT.matcher(fingerprint).matches()) {
                throw new IllegalArgumentException("no fingerprint: " + fingerprint);
            }
        }
    }
}
