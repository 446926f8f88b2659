package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program installs itself into the tree of an image, and takes itself out again. */
class InstallCommandTest {

    private static final Map<String, String> CONFIGURED = Map.of(
            "DUMONT_INSTANCE_ID", "28864630",
            "DUMONT_API_URL", "https://api.example.com",
            "DUMONT_API_TOKEN", ControlPlane.TOKEN);

    @TempDir
    private static Path program;

    private static Path jar;

    @TempDir
    private Path files;

    private Path root;

    @BeforeAll
    static void pack() throws IOException {
        jar = AgentJar.write(program.resolve("downloaded.jar"));
    }

    @BeforeEach
    void prepare() throws IOException {
        root = Files.createDirectory(files.resolve("image"));
    }

    @Test
    void installsAService() throws Exception {
        String said = run(0, CONFIGURED, "install", "--service", "systemd");

        assertThat(tree().keySet())
                .containsExactlyInAnyOrder(
                        "/etc/dumont-agent/agent.env",
                        "/etc/dumont-agent/token",
                        "/etc/systemd/system/dumont-agent.service",
                        "/etc/systemd/system/multi-user.target.wants/dumont-agent.service",
                        "/usr/lib/dumont-agent/dumont-agent",
                        "/usr/lib/dumont-agent/dumont-agent.jar",
                        "/usr/lib/dumont-agent/installed",
                        "/usr/local/bin/dumont-agent");
        assertThat(at("/usr/lib/dumont-agent/dumont-agent.jar")).hasSameBinaryContentAs(jar);
        assertThat(at("/etc/dumont-agent/token")).hasContent(ControlPlane.TOKEN + "\n");
        assertThat(permissions("/etc/dumont-agent/token")).isEqualTo("rw-------");
        assertThat(permissions("/usr/lib/dumont-agent/dumont-agent")).isEqualTo("rwxr-xr-x");
        assertThat(Files.readAllLines(at("/etc/dumont-agent/agent.env")))
                .contains("DUMONT_INSTANCE_ID='28864630'", "DUMONT_API_URL='https://api.example.com'");
        assertThat(Files.readString(at("/etc/dumont-agent/agent.env"))).doesNotContain(ControlPlane.TOKEN);
        assertThat(said).contains("wrote      /etc/dumont-agent/token").doesNotContain(ControlPlane.TOKEN);
    }

    @Test
    void installsAScriptWhereThereIsNoSystemd() throws Exception {
        run(0, CONFIGURED, "install");

        assertThat(tree().keySet())
                .contains("/usr/local/bin/dumont-agent-supervise")
                .noneMatch(name -> name.contains("systemd"));
        assertThat(permissions("/usr/local/bin/dumont-agent-supervise")).isEqualTo("rwxr-xr-x");
    }

    @Test
    void knowsAnImageWithSystemd() throws Exception {
        Files.createDirectories(at("/usr/lib/systemd"));
        Files.writeString(at("/usr/lib/systemd/systemd"), "");

        run(0, CONFIGURED, "install");

        assertThat(at("/etc/systemd/system/dumont-agent.service")).exists();
    }

    @Test
    void changesNothingTheSecondTime() throws Exception {
        run(0, CONFIGURED, "install", "--service", "systemd");
        Map<String, String> before = tree();

        String said = run(0, CONFIGURED, "install", "--service", "systemd");

        assertThat(said).contains("unchanged").doesNotContain("wrote");
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void keepsWhatIsNotGivenAgainAndChangesWhatIs() throws Exception {
        run(0, CONFIGURED, "install", "--service", "systemd");

        run(0, Map.of("DUMONT_LOG_LEVEL", "debug"), "install", "--service", "systemd", "--instance-id", "5");

        assertThat(Files.readAllLines(at("/etc/dumont-agent/agent.env")))
                .contains(
                        "DUMONT_INSTANCE_ID='5'",
                        "DUMONT_API_URL='https://api.example.com'",
                        "DUMONT_LOG_LEVEL='debug'");
        assertThat(at("/etc/dumont-agent/token")).hasContent(ControlPlane.TOKEN + "\n");
    }

    @Test
    void leavesTheChoiceOfJavaToTheLauncher() throws Exception {
        java("/usr/lib/jvm/java-21/bin/java", "21.0.7");
        java(AgentProcess.java(), "17.0.15");

        run(0, CONFIGURED, "install", "--service", "systemd");

        assertThat(at("/etc/dumont-agent/agent.env")).content().doesNotContain("DUMONT_JAVA");
    }

    @Test
    void findsTheJavaThatAlternativesPointAt() throws Exception {
        java("/opt/java/bin/java", "17");
        Files.createDirectories(at("/usr/bin"));
        Files.createDirectories(at("/etc/alternatives"));
        Files.createSymbolicLink(at("/usr/bin/java"), Path.of("/etc/alternatives/java"));
        Files.createSymbolicLink(at("/etc/alternatives/java"), Path.of("/opt/java/bin/java"));
        java(AgentProcess.java(), "none");

        run(0, CONFIGURED, "install", "--service", "systemd");

        assertThat(at("/etc/dumont-agent/agent.env")).content().doesNotContain("DUMONT_JAVA");
    }

    @ParameterizedTest
    @CsvSource({"/usr/lib/jvm/java-16/bin/java,16.0.2", "/opt/java/bin/java,21", "/root/java/bin/java,21"})
    void writesDownItsOwnJavaWhereTheServiceWouldFindNone(String java, String version) throws Exception {
        java(java, version);
        Files.createDirectories(at("/usr/local/bin"));
        if (java.startsWith("/root")) { // which the sandbox hides
            Files.createSymbolicLink(at("/usr/local/bin/java"), Path.of(java));
        }
        java(AgentProcess.java(), "none");

        run(0, CONFIGURED, "install", "--service", "systemd");

        assertThat(Files.readAllLines(at("/etc/dumont-agent/agent.env")))
                .contains("DUMONT_JAVA='" + AgentProcess.java() + "'");
    }

    @Test
    void keepsTheJavaThatSomebodyNamedAsLongAsItIsThere() throws Exception {
        java("/usr/lib/jvm/java-21/bin/java", "21.0.7");
        java("/opt/java/bin/java", "25");
        Map<String, String> named = new HashMap<>(CONFIGURED);
        named.put("DUMONT_JAVA", "/opt/java/bin/java");

        run(0, named, "install", "--service", "systemd");
        run(0, CONFIGURED, "install", "--service", "systemd");
        assertThat(at("/etc/dumont-agent/agent.env")).content().contains("DUMONT_JAVA='/opt/java/bin/java'");

        Files.delete(at("/opt/java/bin/java"));
        run(0, CONFIGURED, "install", "--service", "systemd");
        assertThat(at("/etc/dumont-agent/agent.env")).content().doesNotContain("DUMONT_JAVA");
    }

    @Test
    void showsAHiddenJavaToTheSandboxWithoutDependingOnIt() throws Exception {
        java("/root/jdk/bin/java", "25");
        Map<String, String> named = new HashMap<>(CONFIGURED);
        named.put("DUMONT_JAVA", "/root/jdk/bin/java");

        run(0, named, "install", "--service", "systemd");

        assertThat(Files.readAllLines(at("/etc/systemd/system/dumont-agent.service.d/java.conf")))
                .contains("BindReadOnlyPaths=-/root/jdk");
    }

    @Test
    void keepsTheKeysThatUpdatesAreTrustedBy() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("Ed25519");
        String one = Base64.getEncoder()
                .encodeToString(keys.generateKeyPair().getPublic().getEncoded());
        String other = Base64.getEncoder()
                .encodeToString(keys.generateKeyPair().getPublic().getEncoded());
        Path pem = Files.writeString(
                files.resolve("public.pem"), "-----BEGIN PUBLIC KEY-----\n" + one + "\n-----END PUBLIC KEY-----\n");

        run(0, CONFIGURED, "install", "--update-key", pem + "," + other);
        run(0, CONFIGURED, "install");

        assertThat(Files.readAllLines(at("/etc/dumont-agent/agent.env")))
                .contains("DUMONT_UPDATE_KEY='" + one + "," + other + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/does/not/exist.pem", "c29tZXRoaW5n"})
    void refusesAKeyThatIsNone(String key) throws Exception {
        assertThat(run(2, CONFIGURED, "install", "--update-key", key)).contains("DUMONT_UPDATE_KEY: ");
        assertThat(tree()).isEmpty();
    }

    @Test
    void takesAwayWhatTheAgentHasMadeSince() throws Exception {
        run(0, CONFIGURED, "install");
        Files.createDirectories(at("/usr/lib/dumont-agent/cache"));
        Files.writeString(at("/usr/lib/dumont-agent/cache/java-17.jsa"), "");
        Files.writeString(at("/usr/lib/dumont-agent/dumont-agent.jar.previous"), "");

        run(0, Map.of(), "uninstall");

        assertThat(at("/usr")).doesNotExist();
    }

    @Test
    void replacesARotatedToken() throws Exception {
        run(0, CONFIGURED, "install");

        run(0, Map.of("DUMONT_API_TOKEN", "dmt_new"), "install");

        assertThat(at("/etc/dumont-agent/token")).hasContent("dmt_new\n");
        assertThat(permissions("/etc/dumont-agent/token")).isEqualTo("rw-------");
    }

    @Test
    void repairsWhatSomebodyChanged() throws Exception {
        run(0, CONFIGURED, "install", "--service", "systemd");
        Files.writeString(at("/etc/systemd/system/dumont-agent.service"), "[Service]\n");
        Files.setPosixFilePermissions(at("/etc/dumont-agent/token"), PosixFilePermissions.fromString("rw-r--r--"));

        String said = run(0, CONFIGURED, "install", "--service", "systemd");

        assertThat(said).contains("wrote      /etc/systemd/system/dumont-agent.service");
        assertThat(at("/etc/systemd/system/dumont-agent.service")).content().contains("WatchdogSec=180");
        assertThat(permissions("/etc/dumont-agent/token")).isEqualTo("rw-------");
    }

    @Test
    void doesNothingOnADryRun() throws Exception {
        String said = run(0, CONFIGURED, "install", "--dry-run", "--service", "systemd");

        assertThat(said).contains("to write   /etc/systemd/system/dumont-agent.service");
        assertThat(tree()).isEmpty();
    }

    @Test
    void opensTheSandboxForHooksAndClosesItAgain() throws Exception {
        run(0, CONFIGURED, "install", "--service", "systemd", "--hook-hibernate", "/bin/true");
        assertThat(at("/etc/systemd/system/dumont-agent.service.d/hooks.conf"))
                .content()
                .startsWith("[Service]\n");
        assertThat(at("/etc/dumont-agent/agent.env")).content().contains("DUMONT_HOOK_HIBERNATE='/bin/true'");

        Files.writeString(at("/etc/dumont-agent/agent.env"), "DUMONT_INSTANCE_ID=5\n");
        run(0, CONFIGURED, "install", "--service", "systemd");

        assertThat(at("/etc/systemd/system/dumont-agent.service.d/hooks.conf")).doesNotExist();
    }

    @Test
    void letsTheAgentSeeNotebooksWhereThereAreAny() throws Exception {
        Files.createDirectories(at("/home/ana/.local/share/jupyter"));

        run(0, CONFIGURED, "install", "--service", "systemd");
        assertThat(at("/etc/systemd/system/dumont-agent.service.d/notebooks.conf"))
                .exists();

        run(0, CONFIGURED, "install", "--service", "systemd", "--no-watch-notebooks");
        assertThat(at("/etc/systemd/system/dumont-agent.service.d/notebooks.conf"))
                .doesNotExist();
    }

    @Test
    void findsTheEnvironmentThatSudoDropped() throws Exception {
        // What sudo does: it was given everything by the shell, and starts the program with next to nothing.
        String withoutEnvironment = "env -i PATH=\"$PATH\" SUDO_UID=1000 " + AgentProcess.java() + " -jar " + jar
                + " install --root " + root + "; exit $?";

        try (AgentProcess sudo = AgentProcess.start(files, CONFIGURED, List.of("/bin/sh", "-c", withoutEnvironment))) {
            assertThat(sudo.awaitExit()).as(sudo.err()).isZero();
        }

        assertThat(at("/etc/dumont-agent/token")).hasContent(ControlPlane.TOKEN + "\n");
        assertThat(at("/etc/dumont-agent/agent.env")).content().contains("DUMONT_INSTANCE_ID='28864630'");
    }

    @Test
    void saysWhatIsMissingAndInstallsAllTheSame() throws Exception {
        String said = run(0, Map.of(), "install");

        assertThat(said).contains("Not configured yet: DUMONT_INSTANCE_ID, DUMONT_API_TOKEN");
        assertThat(at("/usr/lib/dumont-agent/dumont-agent.jar")).exists();
        assertThat(at("/etc/dumont-agent/token")).doesNotExist();
    }

    @Test
    void refusesSettingsThatCannotBeBeforeItWritesAnything() throws Exception {
        Map<String, String> wrong = new HashMap<>(CONFIGURED);
        wrong.put("DUMONT_API_URL", "http://api.example.com");
        wrong.put("DUMONT_API_TOKEN", "two words");

        String said = run(2, wrong, "install");

        assertThat(said)
                .contains("plain http", "DUMONT_API_TOKEN has characters")
                .doesNotContain("two words");
        assertThat(tree()).isEmpty();
    }

    @Test
    void saysWhichSettingIsNoUrl() throws Exception {
        Map<String, String> wrong = new HashMap<>(CONFIGURED);
        wrong.put("DUMONT_API_URL", "nowhere at all");

        assertThat(run(2, wrong, "install")).contains("DUMONT_API_URL is not a URL");
    }

    @Test
    void keepsWhereTheTokenOfANotebookServerIsAndNotTheToken() throws Exception {
        Map<String, String> given = new HashMap<>(CONFIGURED);
        given.put("DUMONT_JUPYTER_TOKEN_FILE", "/etc/jupyter/token");
        given.put("DUMONT_JUPYTER_TOKEN", "n0tebook");

        run(0, given, "install");

        assertThat(at("/etc/dumont-agent/agent.env"))
                .content()
                .contains("DUMONT_JUPYTER_TOKEN_FILE='/etc/jupyter/token'")
                .doesNotContain("n0tebook");
    }

    @Test
    void startsNothingThatIsNotConfigured() throws Exception {
        assertThat(run(2, Map.of(), "install", "--start")).contains("cannot be started: DUMONT_INSTANCE_ID");
        assertThat(tree()).isEmpty();
    }

    @Test
    void takesAwayExactlyWhatItBrought() throws Exception {
        Files.createDirectories(at("/etc/systemd/system"));
        Files.writeString(at("/etc/systemd/system/other.service"), "");
        run(0, CONFIGURED, "install", "--service", "systemd", "--hook-hibernate", "/bin/true");

        run(0, Map.of(), "uninstall");

        assertThat(tree().keySet())
                .containsExactlyInAnyOrder("/etc/systemd/system/other.service", "/etc/dumont-agent/token");
        assertThat(at("/usr")).doesNotExist();
    }

    @Test
    void keepsSettingsThatSomebodyHasWritten() throws Exception {
        run(0, CONFIGURED, "install");
        Files.writeString(at("/etc/dumont-agent/agent.env"), "DUMONT_INSTANCE_ID=5 # mine\n");

        assertThat(run(0, Map.of(), "uninstall")).contains("kept       /etc/dumont-agent/agent.env");

        assertThat(tree().keySet()).containsExactlyInAnyOrder("/etc/dumont-agent/agent.env", "/etc/dumont-agent/token");
    }

    @Test
    void purgesTokenAndStateWhenToldTo() throws Exception {
        run(0, CONFIGURED, "install");
        Files.createDirectories(at("/var/lib/dumont-agent/28864630"));
        Files.writeString(at("/var/lib/dumont-agent/28864630/commands"), "x");
        Files.writeString(at("/etc/dumont-agent/agent.env"), "DUMONT_INSTANCE_ID=5 # mine\n");

        run(0, Map.of(), "uninstall", "--purge");

        assertThat(tree()).isEmpty();
    }

    @Test
    void removesNothingWhereNothingIsInstalled() throws Exception {
        assertThat(run(0, Map.of(), "uninstall")).contains("Nothing");
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

    /** Puts a Java of this version into the image, or one that does not say. */
    private void java(String path, String version) throws IOException {
        Path java = at(path);
        Files.createDirectories(java.getParent());
        Files.writeString(java, "");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (!version.equals("none")) {
            Files.writeString(java.resolve("../../release").normalize(), "A=\"1\"\nJAVA_VERSION=\"" + version + "\"\n");
        }
    }

    private Path at(String path) {
        return new Layout(root).at(path);
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(at(path)));
    }

    /** Returns every file and link with what it holds. */
    private Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> found = Files.walk(root)) {
            for (Path path : found.toList()) {
                String name = "/" + root.relativize(path);
                if (Files.isSymbolicLink(path)) {
                    tree.put(name, Files.readSymbolicLink(path).toString());
                } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    tree.put(
                            name,
                            permissions(name)
                                    + Files.mismatch(path, path)
                                    + Files.size(path)
                                    + Files.getLastModifiedTime(path));
                }
            }
        }
        return tree;
    }
}
