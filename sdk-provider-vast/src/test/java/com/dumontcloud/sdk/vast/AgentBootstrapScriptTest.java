package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs what a machine runs at its start, by real shells, against a control plane on loopback. */
class AgentBootstrapScriptTest {

    private static final String TOKEN = "dmt_s3cret-7f";

    /** What every image has, and the script needs. */
    private static final List<String> TOOLS =
            List.of("sh", "bash", "base64", "date", "mkdir", "cut", "mv", "rm", "sleep", "cat", "tar", "gzip");

    @TempDir
    private Path machine;

    private final MockWebServer controlPlane = new MockWebServer();
    private final List<String> asked = new ArrayList<>();
    private byte[] agent;
    private String checksum;
    private int failures;
    /** What has to be there before anything is answered; null where nothing has to. */
    private volatile Path untilThere;

    private volatile boolean waitedInVain;

    @BeforeEach
    void start() throws Exception {
        agent = ("echo \"$DUMONT_INSTANCE_ID $DUMONT_API_URL $*\" >> " + machine.resolve("installed") + "\n")
                .getBytes(StandardCharsets.UTF_8);
        checksum = sha256(agent);
        controlPlane.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        controlPlane.start();
        Files.createDirectories(machine.resolve("bin"));
        withTools(TOOLS);
        withTools(List.of("curl", "sha256sum"));
    }

    @AfterEach
    void stop() {
        controlPlane.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void installsTheAgentAndRunsTheOwnersScript(String shell) throws Exception {
        boot(shell, agentOfControlPlane().onStart("echo mine > " + machine.resolve("mine") + "\n"));

        assertThat(installed()).containsExactly("123 " + url("") + " install --start");
        assertThat(machine.resolve("mine")).hasContent("mine");
        assertThat(log()).contains("the agent runs").doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "false\nset -e\nfalse\necho never", "if then", "exec true"})
    void comesHoweverTheOwnersScriptEnds(String script) throws Exception {
        boot("bash", agentOfControlPlane().onStart("#!/bin/bash\n" + script + "\n"));

        assertThat(installed()).hasSize(1);
    }

    @Test
    void doesNotDisturbTheOwnersScriptWhereItFails() throws Exception {
        failures = 100;

        boot("sh", agentOfControlPlane().onStart("set -e\ntrue\necho mine > " + machine.resolve("mine") + "\n"));

        assertThat(machine.resolve("mine")).hasContent("mine");
        assertThat(installed()).isEmpty();
        assertThat(log()).contains("could not be fetched; this machine reports nothing");
    }

    /** Word for word what it does alone, in either shell: quotes, here-documents, traps, and variables of its own. */
    @ParameterizedTest
    @CsvSource({"sh, ''", "bash, ''", "bash, #!/bin/bash -eu", "sh, #!/bin/sh -e"})
    void leavesTheOwnersScriptAsItIs(String shell, String first) throws Exception {
        String script = (first.isEmpty() ? "" : first + "\n") + """
            cat > "$OUT" <<'EOF'
            it's "quoted", $HOME `and` \\ not & read ) } done
            EOF
            cat >> "$OUT" <<EOF
            $(printf '%s' "a  b") '$0' $#
            EOF
            trap 'echo "ended with $?" >> "$OUT"' EXIT
            x='a;b' && [ "$x" = 'a;b' ] && echo "x is $x" >> "$OUT"
            jobs >> "$OUT"
            exit 3\
            """;

        Path alone = machine.resolve("alone");
        Path beside = machine.resolve("beside");
        boot(shell, agentOfControlPlane().onStart(script).replace("$OUT", beside.toString()));
        Path file = Files.writeString(machine.resolve("onstart.sh"), script.replace("$OUT", alone.toString()));
        Process own = new ProcessBuilder(machine.resolve("bin/" + shell).toString(), file.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();

        assertThat(own.waitFor()).isEqualTo(3);
        assertThat(alone).content().contains("it's \"quoted\", $HOME `and`", "x is a;b", "ended with 3");
        assertThat(beside).hasSameTextualContentAs(alone);
        assertThat(installed()).hasSize(1);
    }

    /** A {@code wait} is for the script's own jobs; the agent is fetched for as long as it takes. */
    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void isNotWaitedForByTheOwnersScript(String shell) throws Exception {
        Path mine = machine.resolve("mine");
        untilThere = mine;

        boot(shell, agentOfControlPlane().onStart("true &\nwait\necho mine > " + mine + "\n"));

        assertThat(waitedInVain).isFalse();
        assertThat(mine).hasContent("mine");
        assertThat(installed()).hasSize(1);
    }

    @Test
    void isNotUsedWithAnotherChecksum() throws Exception {
        boot(
                "sh",
                AgentBootstrap.pinned(url(""), TOKEN, url("/agent"), "0".repeat(64))
                        .onStart(),
                "0".repeat(64));

        assertThat(installed()).isEmpty();
        assertThat(log()).contains("has another checksum; it is not used");
        try (Stream<Path> files = Files.walk(machine.resolve("opt"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void isUsedWithThePinnedChecksumWithoutAskingForAnother() throws Exception {
        boot("sh", agentOfControlPlane().onStart(), checksum);

        assertThat(installed()).hasSize(1);
        assertThat(asked).containsExactly("/agent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wget", "python3"})
    void isFetchedByWhateverIsThere(String tool) throws Exception {
        String path = where(tool);
        assumeTrue(path != null, "this host has no " + tool);
        Files.delete(machine.resolve("bin/curl"));
        withTools(List.of(tool));

        boot("sh", agentOfControlPlane().onStart());

        assertThat(log()).contains("the agent runs");
        assertThat(installed()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssl", "python3"})
    void isCheckedByWhateverIsThere(String tool) throws Exception {
        assumeTrue(where(tool) != null, "this host has no " + tool);
        Files.delete(machine.resolve("bin/sha256sum"));
        withTools(List.of(tool));

        boot("sh", agentOfControlPlane().onStart());

        assertThat(installed()).as(log()).hasSize(1);
    }

    @Test
    void isNotUsedWhereNothingCanCheckIt() throws Exception {
        Files.delete(machine.resolve("bin/sha256sum"));

        boot("sh", agentOfControlPlane().onStart());

        assertThat(installed()).isEmpty();
    }

    @Test
    void saysThatNothingCanFetchIt() throws Exception {
        Files.delete(machine.resolve("bin/curl"));

        boot("sh", agentOfControlPlane().onStart());

        assertThat(log()).contains("no curl, no wget and no python3");
        assertThat(installed()).isEmpty();
    }

    @Test
    void comesAfterTheNetwork() throws Exception {
        failures = 3;

        boot("sh", agentOfControlPlane().onStart());

        assertThat(installed()).hasSize(1);
    }

    @Test
    void isNotFetchedAgainAtALaterStart() throws Exception {
        boot("sh", agentOfControlPlane().onStart());
        asked.clear();

        boot("sh", agentOfControlPlane().onStart());

        assertThat(installed()).as("it is told to start each time").hasSize(2);
        assertThat(asked).containsExactly("/downloads/agent/latest/dumont-agent.sha256");
    }

    @Test
    void theOneOfAnEarlierStartRunsWhereNoneCanBeFetched() throws Exception {
        boot("sh", agentOfControlPlane().onStart());
        failures = 100;

        boot("sh", agentOfControlPlane().onStart());

        assertThat(installed()).hasSize(2);
        assertThat(log()).contains("the one of an earlier start is used");
    }

    @Test
    void aNewVersionIsFetchedAtALaterStart() throws Exception {
        boot("sh", agentOfControlPlane().onStart());
        agent = ("echo second >> " + machine.resolve("installed") + "\n").getBytes(StandardCharsets.UTF_8);
        checksum = sha256(agent);

        boot("sh", agentOfControlPlane().onStart());

        assertThat(installed()).endsWith("second");
    }

    @Test
    void saysWhatIsMissingWhereThereIsNoJava() throws Exception {
        agent = "echo 'dumont-agent: no Java found' >&2; exit 1\n".getBytes(StandardCharsets.UTF_8);
        checksum = sha256(agent);

        boot("sh", agentOfControlPlane().onStart("echo mine > " + machine.resolve("mine")));

        assertThat(log()).contains("no Java found", "Is there Java, 17 or newer?");
        assertThat(machine.resolve("mine")).hasContent("mine");
    }

    @Test
    void installsJavaWhereTheImageCan() throws Exception {
        agent = ("command -v java >/dev/null || exit 1\necho with-java >> " + machine.resolve("installed") + "\n")
                .getBytes(StandardCharsets.UTF_8);
        checksum = sha256(agent);
        Path bin = machine.resolve("bin");
        program(
                bin.resolve("apt-get"),
                "echo \"$*\" >> " + machine.resolve("apt")
                        + "\ncase \"$*\" in *default-jre-headless*) printf '#!/bin/sh\\n' > " + bin.resolve("java")
                        + "; chmod +x " + bin.resolve("java") + ";; esac\n");
        withTools(List.of("chmod"));

        boot("sh", agentOfControlPlane().onStart());

        assertThat(installed()).containsExactly("with-java");
        assertThat(Files.readAllLines(machine.resolve("apt")))
                .containsExactly("-qq update", "-qq -y install default-jre-headless");
    }

    @Test
    void unpacksTheTarballThatBringsItsOwnJava() throws Exception {
        Path inside = Files.createDirectories(machine.resolve("made/dumont-agent-0.1.0-linux-x64"));
        Files.write(inside.resolve("dumont-agent"), agent);
        Process tar = new ProcessBuilder(
                        "tar",
                        "-czf",
                        machine.resolve("a.tar.gz").toString(),
                        "-C",
                        machine.resolve("made").toString(),
                        ".")
                .start();
        assertThat(tar.waitFor()).isZero();
        agent = Files.readAllBytes(machine.resolve("a.tar.gz"));

        run("sh", AgentBootstrap.pinned(url(""), TOKEN, url("/agent.tar.gz"), sha256(agent)), "CONTAINER_ID", "123");

        assertThat(installed()).as(log()).containsExactly("123 " + url("") + " install --start");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONTAINER_ID=123", "VAST_CONTAINERLABEL=C.123", "DUMONT_INSTANCE_ID=123"})
    void knowsWhichMachineItIsOn(String variable) throws Exception {
        String[] parts = variable.split("=");

        run("sh", agentOfControlPlane(), parts[0], parts[1]);

        assertThat(installed()).singleElement().asString().startsWith("123 ");
    }

    @Test
    void saysThatItDoesNotKnowWhichMachineItIsOn() throws Exception {
        run("sh", agentOfControlPlane(), "NOTHING", "");

        assertThat(installed()).isEmpty();
        assertThat(log()).contains("which machine this is, neither CONTAINER_ID nor DUMONT_INSTANCE_ID says");
    }

    private MockResponse answer(RecordedRequest request) {
        String target = request.getTarget();
        if (untilThere != null) {
            waitedInVain |= !comes(untilThere);
        }
        synchronized (asked) {
            asked.add(target);
            assertThat(target + request.getHeaders()).doesNotContain(TOKEN);
            if (failures-- > 0) {
                return new MockResponse.Builder().code(503).build();
            }
        }
        MockResponse.Builder found = new MockResponse.Builder();
        return target.endsWith(".sha256")
                ? found.body(checksum + "  dumont-agent\n").build()
                : found.body(new okio.Buffer().write(agent)).build();
    }

    private static boolean comes(Path file) {
        for (int tries = 0; tries < 250; tries++) {
            if (Files.exists(file)) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return false;
    }

    private AgentBootstrap agentOfControlPlane() {
        return AgentBootstrap.fromControlPlane(url(""), TOKEN);
    }

    private void boot(String shell, String script) throws Exception {
        boot(shell, script, agentOfControlPlane().environment(), Map.of("CONTAINER_ID", "123"));
    }

    private void boot(String shell, String script, String sha256) throws Exception {
        AgentBootstrap pinned = AgentBootstrap.pinned(url(""), TOKEN, url("/agent"), sha256);
        boot(shell, script, pinned.environment(), Map.of("CONTAINER_ID", "123"));
    }

    private void run(String shell, AgentBootstrap bootstrap, String name, String value) throws Exception {
        boot(shell, bootstrap.onStart(), bootstrap.environment(), Map.of(name, value));
    }

    /** Runs a script as a machine does at its start, with the tools of the machine alone, and waits for the bootstrap. */
    private void boot(String shell, String script, Map<String, String> told, Map<String, String> ofVast)
            throws Exception {
        Path file = machine.resolve("onstart.sh");
        Path log = machine.resolve("bootstrap.log");
        Files.writeString(file, script.replace("/var/log/dumont-bootstrap.log", log.toString()));
        ProcessBuilder start = new ProcessBuilder(
                        machine.resolve("bin/" + shell).toString(), file.toString())
                .redirectErrorStream(true);
        start.environment().clear();
        start.environment().putAll(told);
        start.environment().putAll(ofVast);
        start.environment().put("PATH", machine.resolve("bin").toString());
        start.environment().put("DUMONT_AGENT_DIR", machine.resolve("opt").toString());
        start.environment().put("DUMONT_AGENT_RETRY", "0");
        long before = ends(log);
        Process running = start.start();
        assertThat(running.waitFor(20, TimeUnit.SECONDS)).isTrue();
        for (int tries = 0; tries < 1_000 && ends(log) == before; tries++) {
            Thread.sleep(20);
        }
        assertThat(ends(log)).as(log()).isEqualTo(before + 1);
    }

    /** Returns how often the bootstrap has said its last word. */
    private static long ends(Path log) throws IOException {
        return Files.exists(log)
                ? Files.readAllLines(log).stream()
                        .filter(line -> line.contains("the agent runs")
                                || line.contains("reports nothing")
                                || line.contains("which machine this is"))
                        .count()
                : 0;
    }

    private List<String> installed() throws IOException {
        Path file = machine.resolve("installed");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private String log() throws IOException {
        Path log = machine.resolve("bootstrap.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private String url(String path) {
        return "http://127.0.0.1:" + controlPlane.getPort() + path;
    }

    private void withTools(List<String> tools) throws IOException {
        for (String tool : tools) {
            String path = where(tool);
            assertThat(path).as(tool).isNotNull();
            program(machine.resolve("bin").resolve(tool), "exec " + path + " \"$@\"\n");
        }
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Returns where a tool is; Python itself, not what chooses one by the variables of somebody's login. */
    private static String where(String tool) {
        if (tool.equals("python3")) {
            return Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : null;
        }
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
