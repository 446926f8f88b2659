package com.dumontcloud.sdk.agent.javaagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.daemon.AgentProcess;
import com.dumontcloud.sdk.agent.daemon.ControlPlane;
import com.dumontcloud.sdk.agent.nvml.StandIn;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program sees of the packaged agent on 17 and on 25, and what the agent sees of the program's ways: nothing. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class UnseenAgentIT {

    /** The build puts versions of years ago of what the agent brings here. */
    private static final List<Path> OLD_LIBRARIES =
            List.of(Path.of("target/old-okhttp"), Path.of("target/old-libraries"));

    @Parameter
    private int version;

    @TempDir
    private Path files;

    @AutoClose
    private final ControlPlane controlPlane = new ControlPlane();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesTheJvmAsItFindsIt(boolean gpus) throws Exception {
        Map<String, String> driver =
                gpus ? Map.of("DUMONT_NVML_PATH", StandIn.library().toString()) : Map.of();
        GuestJvm alone = GuestJvm.of(version, files).environment(driver);
        String before;
        try (AgentProcess program = alone.start("await", "look")) {
            program.tell("look");
            assertThat(program.awaitExit()).isZero();
            before = program.out();
        }

        try (AgentProcess program = reporting(alone).start("await", "look")) {
            List<?> seen = controlPlane.next().gpus();
            controlPlane.next();
            program.tell("look");

            assertThat(program.awaitExit()).isZero();
            assertThat(seen).hasSize(gpus ? 1 : 0);
            assertThat(program.out().lines())
                    .containsExactlyElementsOf(before.lines().toList());
        }
    }

    @Test
    void showsAProgramNothingOfWhatItBrings() throws Exception {
        try (AgentProcess program = reporting(jvm())
                .start(
                        "await",
                        "class:com.dumontcloud.sdk.agent.HeartbeatReporter",
                        "class:com.dumontcloud.sdk.agent.internal.guest.Guest",
                        "class:com.dumontcloud.sdk.core.model.Heartbeat",
                        "class:org.slf4j.Logger",
                        "class:com.sun.jna.Native",
                        "class:picocli.CommandLine",
                        "resource:/META-INF/services/org.slf4j.spi.SLF4JServiceProvider",
                        "resource:/org/slf4j/Logger.class")) {
            controlPlane.next();
            program.tell("look");

            assertThat(program.awaitExit()).isZero();
            assertThat(program.out().lines().skip(1)).hasSize(8).allMatch(line -> line.matches(".*: (none|null)"));
        }
    }

    /** Both JNAs call native functions in this JVM, each its own. */
    @Test
    void leavesAProgramItsOwnVersionsOfTheSameLibraries() throws Exception {
        GuestJvm jvm = jvm().environment(
                        Map.of("DUMONT_NVML_PATH", StandIn.library().toString()))
                .libraries(oldLibraries());

        try (AgentProcess program = reporting(jvm)
                .start(
                        "await",
                        "class:okhttp3.OkHttpClient",
                        "class:okio.Buffer",
                        "class:org.slf4j.LoggerFactory",
                        "class:com.sun.jna.Native",
                        "class:picocli.CommandLine",
                        "call:org.slf4j.LoggerFactory#getILoggerFactory",
                        "call:com.sun.jna.Native#getLastError",
                        "class:com.dumontcloud.sdk.agent.HeartbeatReporter")) {
            Heartbeat first = controlPlane.next();
            program.tell("look");

            assertThat(program.awaitExit()).as(program.err()).isZero();
            assertThat(first.gpus()).hasSize(1);
            assertThat(program.out().lines().skip(1))
                    .containsExactly(
                            "okhttp3.OkHttpClient: okhttp-3.12.12.jar",
                            "okio.Buffer: okio-1.17.6.jar",
                            "org.slf4j.LoggerFactory: slf4j-api-1.7.36.jar",
                            "com.sun.jna.Native: jna-5.13.0.jar",
                            "picocli.CommandLine: picocli-4.6.2.jar",
                            "getILoggerFactory: org.slf4j.impl.SimpleLoggerFactory",
                            "getLastError: java.lang.Integer",
                            "com.dumontcloud.sdk.agent.HeartbeatReporter: none");
        }
    }

    /** A JVM loads a native library for one class loader only: taken by our JNA, it would be lost to the program's. */
    @Test
    void leavesAProgramTheNativeLibraryThatItsJnaIsToldOf() throws Exception {
        Path jna = oldLibraries().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("jna"))
                .findFirst()
                .orElseThrow();
        Path folder = Files.createDirectory(files.resolve("native"));
        try (JarFile jar = new JarFile(jna.toFile());
                InputStream library = jar.getInputStream(
                        jar.getEntry("com/sun/jna/" + Platform.RESOURCE_PREFIX + "/libjnidispatch.so"))) {
            Files.copy(library, folder.resolve("libjnidispatch.so"));
        }
        GuestJvm jvm = jvm().libraries(List.of(jna))
                .environment(Map.of("DUMONT_NVML_PATH", StandIn.library().toString()))
                .option("-Djna.nounpack=true", "-Djna.boot.library.path=" + folder);

        try (AgentProcess program = reporting(jvm).start("await", "call:com.sun.jna.Native#getLastError")) {
            Heartbeat first = controlPlane.next();
            program.tell("call");

            assertThat(program.awaitExit()).as(program.err()).isZero();
            assertThat(first.gpus()).hasSize(1);
        }
    }

    @Test
    void isNotToldByTheProgramsPropertiesWhatToLogWith() throws Exception {
        GuestJvm jvm = jvm().option(
                        "-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider",
                        "-Dslf4j.internal.verbosity=DEBUG",
                        "-Dslf4j.internal.report.stream=stdout");

        try (AgentProcess program = reporting(jvm).start("await")) {
            controlPlane.next();
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(program.out()).isEqualTo("waiting\n");
            assertThat(program.err()).isEmpty();
        }
    }

    @Test
    void writesToTheProcessAndNotToWhatAProgramPutsInItsPlace() throws Exception {
        try (AgentProcess program = jvm().environment(controlPlane.environment())
                .withoutVariable("DUMONT_API_TOKEN")
                .start("redirect", "await", "caught")) {
            program.await(() -> !program.out().isEmpty());
            GuestJvm.attach(program, "start-delay-seconds=0");
            program.awaitErr("dumont-sdk-agent: ");
            program.tell("look");

            assertThat(program.awaitExit()).isZero();
            assertThat(program.out()).contains("caught ").doesNotContain("dumont-sdk-agent: ");
        }
    }

    @Test
    void saysTheSameToAControlPlaneWhereverTheProgramTravels() throws Exception {
        try (AgentProcess program = reporting(jvm()).start("travel", "await")) {
            controlPlane.next();
            Heartbeat second = controlPlane.next();
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(second.host().memoryTotalMib()).isPositive();
            assertThat(controlPlane.next().goodbye()).isEqualTo(Goodbye.STOPPED);
            assertThat(program.err()).isEmpty();
        }
    }

    @Test
    void showsTheTokenToNobody() throws Exception {
        GuestJvm jvm = jvm();
        try (AgentProcess program = reporting(jvm).start("await", "look")) {
            controlPlane.next();
            String shown = program.commandLine()
                    + jvm.jcmd(program, "VM.system_properties")
                    + jvm.jcmd(program, "VM.command_line")
                    + jvm.jcmd(program, "Thread.print");
            program.tell("look");

            assertThat(program.awaitExit()).isZero();
            assertThat(shown + program.out() + program.err())
                    .contains("java.vm.version")
                    .doesNotContain(ControlPlane.TOKEN);
        }
    }

    private GuestJvm jvm() throws IOException {
        return GuestJvm.of(version, files);
    }

    private GuestJvm reporting(GuestJvm jvm) {
        return jvm.environment(controlPlane.environment()).agent();
    }

    private static List<Path> oldLibraries() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path folder : OLD_LIBRARIES) {
            try (Stream<Path> files = Files.list(folder)) {
                jars.addAll(files.toList());
            }
        }
        return jars;
    }
}
