package com.dumontcloud.sdk.agent.internal.people;

import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.agent.internal.proc.SmallFiles;
import com.dumontcloud.sdk.core.model.PeopleReading;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for people on a Linux machine, or in the container this program runs in. For one thread at a time. */
public final class SystemPeopleProbe implements PeopleProbe {

    /** How long a notebook server may take to answer. */
    private static final long MOST_MILLIS = 1000;

    private final Terminals terminals;
    private final Notebooks notebooks;

    private SystemPeopleProbe(Terminals terminals, Notebooks notebooks) {
        this.terminals = terminals;
        this.notebooks = notebooks;
    }

    /**
     * Returns a probe of this machine.
     *
     * @throws IllegalArgumentException if the environment names a Jupyter server that is none of this machine
     */
    public static SystemPeopleProbe create(Map<String, String> environment) {
        return create(Path.of("/"), environment);
    }

    static SystemPeopleProbe create(Path root, Map<String, String> environment) {
        SmallFiles files = new SmallFiles(root);
        String hostname = files.read("proc/sys/kernel/hostname");
        NamedJupyter named = NamedJupyter.of(environment, hostname == null ? null : hostname.trim());
        RuntimeFiles runtimeFiles = new RuntimeFiles(root, files, environment);
        return new SystemPeopleProbe(
                new Terminals(new SystemTerminals(root, files)),
                new Notebooks(runtimeFiles, named, new LoopbackHttp(MOST_MILLIS)));
    }

    @Override
    public PeopleReading sample() {
        notebooks.look(); // first, since it may take its time, and the other tells how long ago something was
        terminals.look();
        return new PeopleReading(terminals.count(), terminals.lastInputSeconds(), notebooks.busy());
    }

    /** Returns those at terminals and, as one each, those at notebook servers. */
    @Override
    public @Nullable Integer activeUsers() {
        Integer sessions = terminals.count();
        int atNotebooks = notebooks.users();
        return sessions == null && atNotebooks == 0
                ? null
                : (Integer) ((sessions == null ? 0 : sessions) + atNotebooks);
    }

    /** The terminals of the machine whose file system begins here. */
    private record SystemTerminals(Path root, SmallFiles files) implements Terminals.Source {

        @Override
        public @Nullable Map<Integer, Terminal.Times> devices() {
            return TerminalDevices.list(root.resolve("dev/pts"));
        }

        @Override
        public @Nullable Set<Integer> sessions() {
            return Sessions.find(root, files);
        }

        @Override
        public long mono() {
            return System.nanoTime();
        }

        @Override
        public Instant wall() {
            return Instant.now();
        }
    }
}
