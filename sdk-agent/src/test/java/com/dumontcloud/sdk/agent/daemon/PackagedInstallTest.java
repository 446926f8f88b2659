package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a package has brought the program, install configures it and uninstall forgets it; the files are dpkg's. */
class PackagedInstallTest {

    private static final Map<String, String> CONFIGURED = Map.of(
            "DUMONT_INSTANCE_ID", "28864630",
            "DUMONT_API_URL", "https://api.example.com",
            "DUMONT_API_TOKEN", ControlPlane.TOKEN);

    private static final String WANTED = "/etc/systemd/system/multi-user.target.wants/dumont-agent.service";

    @TempDir
    private static Path program;

    private static Path jar;

    @TempDir
    private Path files;

    private Path root;
    private Map<String, String> packaged;

    @BeforeAll
    static void pack() throws IOException {
        jar = AgentJar.write(program.resolve("downloaded.jar"));
    }

    @BeforeEach
    void unpackThePackage() throws IOException {
        root = Files.createDirectory(files.resolve("image"));
        put("/usr/lib/systemd/systemd", "");
        put("/lib/systemd/system/dumont-agent.service", Distribution.text("dumont-agent.service"));
        put("/usr/lib/dumont-agent/dumont-agent", "the package's launcher");
        put("/usr/lib/dumont-agent/dumont-agent.jar", "the package's jar");
        put("/usr/bin/dumont-agent-supervise", Distribution.text("dumont-agent-supervise.sh"));
        packaged = tree();
    }

    @Test
    void writesSettingsAndTokenAndEnablesTheUnitOfThePackage() throws Exception {
        String said = run(0, CONFIGURED, "install");

        assertThat(said).contains("Configuring the dumont-agent that a package has installed");
        assertThat(tree()).containsAllEntriesOf(packaged);
        assertThat(added())
                .containsExactlyInAnyOrder(
                        "/etc/dumont-agent/agent.env",
                        "/etc/dumont-agent/installed",
                        "/etc/dumont-agent/token",
                        WANTED);
        assertThat(Files.readSymbolicLink(at(WANTED))).hasToString("/lib/systemd/system/dumont-agent.service");
    }

    @Test
    void leavesTheChoiceOfJavaToTheLauncher() throws Exception {
        Path java = Path.of(AgentProcess.java());
        put(java.toString(), "the Java that runs this is also on the machine");
        put(java.resolve("../../release").normalize().toString(), "JAVA_VERSION=\"17.0.1\"\n");
        assertThat(at(java.toString()).toFile().setExecutable(true)).isTrue();

        run(0, CONFIGURED, "install");

        assertThat(at("/etc/dumont-agent/agent.env")).content().doesNotContain("DUMONT_JAVA");
    }

    @Test
    void writesAndTakesBackDropIns() throws Exception {
        String hooks = "/etc/systemd/system/dumont-agent.service.d/hooks.conf";
        run(0, CONFIGURED, "install", "--hook-hibernate", "/bin/true");
        assertThat(at(hooks)).exists();

        put("/etc/dumont-agent/agent.env", "DUMONT_INSTANCE_ID=5\n");
        run(0, Map.of(), "install");

        assertThat(at(hooks)).doesNotExist();
    }

    @Test
    void needsNoScriptOfItsOwnInAContainer() throws Exception {
        Files.delete(at("/usr/lib/systemd/systemd"));

        run(0, CONFIGURED, "install");

        assertThat(added())
                .containsExactlyInAnyOrder(
                        "/etc/dumont-agent/agent.env", "/etc/dumont-agent/installed", "/etc/dumont-agent/token");
        assertThat(new Layout(root).supervisor()).isEqualTo(at("/usr/bin/dumont-agent-supervise"));
    }

    @Test
    void makesNoSecondAgentBesideTheOneUnderSystemd() throws Exception {
        assertThat(run(1, CONFIGURED, "install", "--service", "script")).contains("leave out --service script");

        assertThat(tree()).isEqualTo(packaged);
    }

    @Test
    void forgetsTheSettingsAndNamesTheWayToRemoveTheProgram() throws Exception {
        run(0, CONFIGURED, "install");

        assertThat(run(0, Map.of(), "uninstall")).contains("apt-get remove dumont-agent");

        assertThat(tree()).containsAllEntriesOf(packaged);
        assertThat(added()).containsExactly("/etc/dumont-agent/token");
    }

    @Test
    void purgesEverythingButThePackage() throws Exception {
        run(0, CONFIGURED, "install");
        put("/var/lib/dumont-agent/28864630/commands", "x");

        assertThat(run(0, Map.of(), "uninstall", "--purge")).contains("apt-get purge dumont-agent");

        assertThat(tree()).isEqualTo(packaged);
    }

    @Test
    void removesNothingOfThePackageUnconfigured() throws Exception {
        assertThat(run(0, Map.of(), "uninstall")).contains("Nothing", "apt-get remove dumont-agent");

        assertThat(tree()).isEqualTo(packaged);
    }

    @Test
    void isKnownToHaveComeByAPackage() {
        Layout layout = new Layout(root);

        assertThat(Installed.in(layout)).isEqualTo(Installed.PACKAGE);
        assertThat(ServiceKind.installedIn(layout, new Machine())).isEqualTo(ServiceKind.SYSTEMD);
    }

    private String run(int exitCode, Map<String, String> environment, String... args) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(AgentProcess.java(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        command.addAll(List.of(args));
        command.addAll(List.of("--root", root.toString()));
        try (AgentProcess agent = AgentProcess.start(files, environment, command)) {
            int code = agent.awaitExit();
            assertThat(code).as(agent.out() + agent.err()).isEqualTo(exitCode);
            return agent.out() + agent.err();
        }
    }

    private Path at(String path) {
        return new Layout(root).at(path);
    }

    private void put(String path, String text) throws IOException {
        Files.createDirectories(at(path).getParent());
        Files.writeString(at(path), text);
    }

    private List<String> added() throws IOException {
        return tree().keySet().stream()
                .filter(name -> !packaged.containsKey(name))
                .toList();
    }

    /** Returns every file and link with what it holds. */
    private Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> found = Files.walk(root)) {
            for (Path path : found.toList()) {
                if (Files.isSymbolicLink(path)) {
                    tree.put(
                            "/" + root.relativize(path),
                            Files.readSymbolicLink(path).toString());
                } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    tree.put("/" + root.relativize(path), Files.readString(path));
                }
            }
        }
        return tree;
    }
}
