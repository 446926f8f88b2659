package com.dumontcloud.samples.controlplane;

import com.dumontcloud.samples.controlplane.storage.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Whose machines a data directory is about. Those of another provider would go on in its books for ever, and after a demonstration its
 * clock is ahead of the calendar. Immutable.
 */
final class ProviderMark {

    /** The file's name in the directory of the data. */
    static final String FILE = "provider";

    private final PrivateFile file;
    private final String name;
    private final boolean isKept;

    private ProviderMark(PrivateFile file, String name, boolean isKept) {
        this.file = file;
        this.name = name;
        this.isKept = isKept;
    }

    /**
     * Returns the mark of this provider for a directory, which may have it already; writes nothing.
     *
     * @throws IllegalArgumentException if the directory is about another one
     * @throws UncheckedIOException if that cannot be read
     */
    static ProviderMark of(Path directory, ProviderChoice provider) {
        PrivateFile file = new PrivateFile(directory.resolve(FILE));
        String name = provider.name().toLowerCase(Locale.ROOT);
        try {
            Optional<String> kept = file.read().map(String::strip);
            if (kept.isPresent() && !kept.get().equals(name)) {
                throw new IllegalArgumentException(directory + " holds the data of --provider " + kept.get()
                        + ", and --provider " + name + " was asked for; give it another directory by --data");
            }
            return new ProviderMark(file, name, kept.isPresent());
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " cannot be read", failure);
        }
    }

    /** Writes it down where it is missing. */
    void keep() {
        if (isKept) {
            return;
        }
        try {
            file.write(name + "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " cannot be written", failure);
        }
    }
}
