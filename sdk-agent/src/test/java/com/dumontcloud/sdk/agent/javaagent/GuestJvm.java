package com.dumontcloud.sdk.agent.javaagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.daemon.AgentProcess;
import com.dumontcloud.sdk.agent.tools.Tool;
import com.example.Program;
import com.sun.tools.attach.VirtualMachine;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;

/** {@link Program} in a JVM of its own: nothing of ours on its class path, but for the packaged agent where it is asked for. */
final class GuestJvm {

    /** What the build packs for {@code -javaagent}. */
    static final Path JAR = Path.of("target/dumont-sdk-agent.jar").toAbsolutePath();

    /** Tests need not wait until a real program has settled. */
    private static final String AT_ONCE = "start-delay-seconds=0";

    private final Path home;
    private final Path folder;
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<Path> classpath = new ArrayList<>();

    private GuestJvm(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /**
     * Returns a JVM of this version without any option but for speed.
     *
     * @param folder where it may put its files
     */
    static GuestJvm of(int version, Path folder) throws IOException {
        GuestJvm jvm = new GuestJvm(Tool.requireJdk(version), folder);
        jvm.classpath.add(copyOf(Program.class, folder.resolve("program")));
        return jvm.option("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    }

    GuestJvm option(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Adds the agent, behind those that are there already. */
    GuestJvm agent(String... arguments) {
        List<String> all = new ArrayList<>(List.of(AT_ONCE));
        all.addAll(List.of(arguments));
        return option("-javaagent:" + JAR + "=" + String.join(",", all));
    }

    /** Adds somebody else's agent, behind those that are there already. */
    GuestJvm agentOf(Class<?> agent) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", agent.getName());
        Path classes = copyOf(agent, folder.resolve(agent.getSimpleName()));
        Path jar = folder.resolve(agent.getSimpleName() + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                var files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
        return option("-javaagent:" + jar);
    }

    GuestJvm environment(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    GuestJvm withoutVariable(String name) {
        environment.remove(name);
        return this;
    }

    GuestJvm libraries(List<Path> jars) {
        classpath.addAll(jars);
        return this;
    }

    AgentProcess start(String... steps) throws IOException {
        String paths = String.join(
                File.pathSeparator, classpath.stream().map(Path::toString).toList());
        return run(List.of("-cp", paths, Program.class.getName()), steps);
    }

    /** Starts it as a module. */
    AgentProcess startModule(String... steps) throws IOException {
        Path source =
                Files.writeString(folder.resolve("module-info.java"), "module program { requires java.logging; }");
        Path classes = classpath.get(0);
        int compiled = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, "--release", "17", "-d", classes.toString(), source.toString());
        assertThat(compiled).as("javac").isZero();
        return run(List.of("-p", classes.toString(), "-m", "program/" + Program.class.getName()), steps);
    }

    /** Loads the agent into a program that runs already. */
    static void attach(AgentProcess program, String arguments) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(program.pid()));
        try {
            machine.loadAgent(JAR.toString(), arguments);
        } finally {
            machine.detach();
        }
    }

    /** Runs one of the JDK's tools on that process and returns what it says. */
    String jcmd(AgentProcess program, String command) throws Exception {
        try (AgentProcess tool = AgentProcess.start(
                folder,
                Map.of(),
                List.of(home.resolve("bin/jcmd").toString(), Long.toString(program.pid()), command))) {
            assertThat(tool.awaitExit()).as(tool.err()).isZero();
            return tool.out();
        }
    }

    private AgentProcess run(List<String> main, String... steps) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString()));
        command.addAll(options);
        command.addAll(main);
        command.addAll(List.of(steps));
        return AgentProcess.start(folder, environment, command);
    }

    /** Copies a class with those inside it, away from the tests' own. */
    private static Path copyOf(Class<?> type, Path folder) throws IOException {
        Path classes =
                Path.of("target/test-classes").resolve(type.getPackageName().replace('.', '/'));
        Path copies =
                Files.createDirectories(folder.resolve(type.getPackageName().replace('.', '/')));
        try (var files = Files.list(classes)) {
            for (Path file : files.filter(
                            file -> file.getFileName().toString().matches(type.getSimpleName() + "(\\$.*)?\\.class"))
                    .toList()) {
                Files.copy(file, copies.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return folder;
    }
}
