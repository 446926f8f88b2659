package com.dumontcloud.sdk.agent.internal.people;

import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.agent.internal.proc.SmallFiles;
import com.dumontcloud.sdk.core.model.PeopleReading;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks for people on a Linux machine, or in the container this program runs in. For one thread at a time. */
public final class SystemPeopleProbe implements PeopleProbe {

    private final Terminals terminals;

    SystemPeopleProbe(Terminals terminals) {
        this.terminals = terminals;
    }

    /** Returns a probe of this machine. */
    public static SystemPeopleProbe create(Map<String, String> environment) {
        Path root = Path.of("/");
        SmallFiles files = new SmallFiles(root);
        return new SystemPeopleProbe(new Terminals(
                root.resolve("dev/pts"), () -> Sessions.find(root, files), System::nanoTime, Instant::now));
    }

    @Override
    public PeopleReading sample() {
        terminals.look();
        return new PeopleReading(terminals.count(), terminals.lastInputSeconds(), null);
    }

    @Override
    public @Nullable Integer activeUsers() {
        return terminals.count();
    }
}
