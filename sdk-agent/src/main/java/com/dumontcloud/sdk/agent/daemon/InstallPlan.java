package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.DeadMan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an installation consists of. Immutable once built; puts nothing anywhere. */
final class InstallPlan {

    private static final String JAVA = "DUMONT_JAVA";
    private static final String FILE = "rw-r--r--";
    private static final String PROGRAM = "rwxr-xr-x";
    private static final String SECRET = "rw-------";

    private final Layout layout;
    private final Distribution distribution;
    private final Map<String, String> settings;
    private final @Nullable String token;
    private final boolean systemd;
    private final boolean watchNotebooks;

    /**
     * Creates a plan.
     *
     * @param settings variables for the agent, none of them secret
     * @param token the machine's token; null to leave the one that is there
     * @param systemd whether systemd is to run the agent, rather than a script
     * @param watchNotebooks whether the agent may read every file, to find the notebook servers of others
     */
    InstallPlan(
            Layout layout,
            Distribution distribution,
            Map<String, String> settings,
            @Nullable String token,
            boolean systemd,
            boolean watchNotebooks) {
        this.layout = layout;
        this.distribution = distribution;
        this.settings = new LinkedHashMap<>(settings);
        this.token = token;
        this.systemd = systemd;
        this.watchNotebooks = watchNotebooks;
    }

    /** Returns everything that the removal takes away again. */
    List<Piece> pieces() throws IOException {
        List<Piece> pieces = new ArrayList<>();
        if (!layout.isPackaged()) {
            addProgram(pieces);
        }
        pieces.add(new Piece.Text(layout.settings(), EnvFile.format(allSettings()), FILE));
        if (systemd) {
            pieces.add(new Piece.Link(layout.wanted(), layout.nameOf(layout.unit())));
            pieces.addAll(dropIns());
        }
        return pieces;
    }

    private void addProgram(List<Piece> pieces) throws IOException {
        pieces.add(new Piece.Copy(layout.jar(), distribution.jar(), FILE));
        pieces.add(new Piece.Text(layout.launcher(), Distribution.text("dumont-agent.sh"), PROGRAM));
        pieces.add(new Piece.Link(layout.command(), layout.nameOf(layout.launcher())));
        if (distribution.hasOwnRuntime()) {
            addRuntime(pieces);
        }
        pieces.add(
                systemd
                        ? new Piece.Text(layout.unit(), Distribution.text("dumont-agent.service"), FILE)
                        : new Piece.Text(layout.supervisor(), Distribution.text("dumont-agent-supervise.sh"), PROGRAM));
    }

    /** Returns the file with the token; null when the one that is there stays. */
    @Nullable
    Piece tokenFile() {
        return token == null ? null : new Piece.Text(layout.token(), token + "\n", SECRET);
    }

    private Map<String, String> allSettings() throws IOException {
        Map<String, String> all = new LinkedHashMap<>(settings);
        String java = java();
        if (java != null) {
            all.put(JAVA, java);
        } else {
            all.remove(JAVA);
        }
        return all;
    }

    /**
     * Returns the Java to write down: the one that somebody named, or the one that runs now where the launcher would find none
     * by itself. A path that is written down without need is one that the next update of Java makes wrong.
     */
    private @Nullable String java() throws IOException {
        if (distribution.hasOwnRuntime()) {
            return null;
        }
        String named = settings.get(JAVA);
        if (named != null && Files.exists(layout.at(named))) {
            return named;
        }
        if (layout.isPackaged()) { // which needs some Java, and so finds it
            return null;
        }
        String running = distribution.java().toString();
        boolean needed = !new ServiceJava(layout).isFound() && Files.exists(layout.at(running));
        return needed ? running : null; // an image may have another, or bring none
    }

    private void addRuntime(List<Piece> pieces) throws IOException {
        Path home = distribution.javaHome();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted().toList()) {
                Path target = layout.runtime().resolve(home.relativize(file).toString());
                if (Files.isSymbolicLink(file)) {
                    pieces.add(
                            new Piece.Link(target, Files.readSymbolicLink(file).toString()));
                } else if (Files.isRegularFile(file)) {
                    pieces.add(new Piece.Copy(target, file, Files.isExecutable(file) ? PROGRAM : FILE));
                }
            }
        }
    }

    private List<Piece> dropIns() throws IOException {
        List<Piece> dropIns = new ArrayList<>();
        String java = java();
        if (java != null) {
            Path home = layout.at(java).toRealPath().resolve("../..").normalize();
            if (ServiceJava.isHidden(layout.nameOf(home))) {
                dropIns.add(dropIn(
                        "java",
                        "# Else the sandbox hides the Java that the agent runs on. It may go all the same.\n"
                                + "BindReadOnlyPaths=-" + layout.nameOf(home)));
            }
        }
        if (watchNotebooks) {
            dropIns.add(dropIn("notebooks", Distribution.text("notebooks.conf")));
        }
        if (runsProgramsOfTheOwner()) {
            dropIns.add(dropIn("hooks", Distribution.text("hooks.conf")));
        }
        return dropIns;
    }

    private boolean runsProgramsOfTheOwner() {
        boolean hooks = settings.containsKey(RunOption.HOOK_HIBERNATE.variable())
                || settings.containsKey(RunOption.HOOK_SNAPSHOT.variable());
        String after = settings.get(RunOption.DEAD_MAN_AFTER.variable());
        boolean deadMan = after != null
                || settings.containsKey(RunOption.DEAD_MAN_COMMAND.variable())
                || DeadMan.isUnderLease(settings);
        return hooks || (deadMan && !OwnersPrograms.OFF.equals(after));
    }

    private Piece dropIn(String name, String lines) {
        return new Piece.Text(layout.dropIns().resolve(name + ".conf"), "[Service]\n" + lines.strip() + "\n", FILE);
    }
}
