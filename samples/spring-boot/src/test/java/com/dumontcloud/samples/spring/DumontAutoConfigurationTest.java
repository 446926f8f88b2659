package com.dumontcloud.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.CommandHandler;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.agent.StateSaver;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.model.MachineId;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class DumontAutoConfigurationTest {

    @TempDir
    private Path folder;

    private RememberedHeartbeats heartbeats;
    private ApplicationContextRunner unconfigured;
    private ApplicationContextRunner configured;

    @BeforeEach
    void configure() {
        heartbeats = new RememberedHeartbeats(folder);
        unconfigured = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(DumontAutoConfiguration.class))
                .withBean(ReporterOptionsCustomizer.class, () -> heartbeats);
        configured = unconfigured.withPropertyValues(
                "dumont.instance-id=28864630", "dumont.api-url=https://fleet.example", "DUMONT_API_TOKEN=s3cret");
    }

    @Test
    void reportsTheMachineWithoutALineOfCode() {
        configured.run(context -> {
            assertThat(context).hasSingleBean(MachineHeartbeat.class);
            assertThat(context.getBean(MachineHeartbeat.class).isRunning()).isTrue();
            assertThat(heartbeats.next().instanceId()).isEqualTo(MachineId.of("28864630"));
        });
    }

    @Test
    void offersNothingWhereItIsSwitchedOff() {
        unconfigured
                .withPropertyValues("dumont.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(MachineHeartbeat.class)
                        .doesNotHaveBean(HealthIndicator.class)
                        .doesNotHaveBean(MeterBinder.class)
                        .doesNotHaveBean(DumontProperties.class));
    }

    @Test
    void namesEverythingThatIsMissing() {
        unconfigured.run(context -> assertThat(analysis(context.getStartupFailure()))
                .contains(
                        "\n  - dumont.instance-id is not set",
                        "\n  - dumont.api-url is not set",
                        "\n  - neither dumont.api-token-file nor DUMONT_API_TOKEN in the environment is set"));
    }

    @ParameterizedTest
    @CsvSource({
        "dumont.instance-id=' ', dumont.instance-id is not set",
        "dumont.instance-id=a b, dumont.instance-id:",
        "dumont.api-url=:, dumont.api-url is not a URL",
        "dumont.api-url=http://fleet.example, plain http",
        "dumont.api-token-file=nowhere, both dumont.api-token-file and DUMONT_API_TOKEN",
        "dumont.initial-interval=4s, initialInterval is PT4S",
        "dumont.shutdown-timeout=61s, shutdownTimeout is PT1M1S",
        "dumont.down-after-failures=0, dumont.down-after-failures is 0",
    })
    void saysWhatIsWrong(String property, String problem) {
        // Without a sink of the test's own, so that the address is looked at.
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(DumontAutoConfiguration.class))
                .withPropertyValues(
                        "dumont.instance-id=28864630",
                        "dumont.api-url=https://fleet.example",
                        "DUMONT_API_TOKEN=s3cret",
                        property.replace("'", ""))
                .run(context -> assertThat(analysis(context.getStartupFailure()))
                        .contains(problem)
                        .doesNotContain("s3cret"));
    }

    @Test
    void takesTheTokenFromAFile() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");

        unconfigured
                .withPropertyValues(
                        "dumont.instance-id=28864630",
                        "dumont.api-url=https://fleet.example",
                        "dumont.api-token-file=" + token)
                .run(context -> assertThat(context).hasNotFailed());
        unconfigured
                .withPropertyValues(
                        "dumont.instance-id=28864630",
                        "dumont.api-url=https://fleet.example",
                        "dumont.api-token-file=" + token + ".gone")
                .run(context -> assertThat(analysis(context.getStartupFailure()))
                        .contains("dumont.api-token-file cannot be read: " + token + ".gone"));
    }

    @Test
    void allowsPlainHttpWhereThatIsAskedFor() {
        configured
                .withPropertyValues("dumont.api-url=http://fleet.example", "dumont.allow-plain-http=true")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "spring.application.name=, dumont.reporter-id=, jvm-[0-9a-f]{8}",
        "spring.application.name=trainer, dumont.reporter-id=, trainer",
        "spring.application.name=trainer, dumont.reporter-id=trainer-2, trainer-2",
    })
    void reportsUnderTheNameOfTheApplication(String applicationName, String reporterId, String expected) {
        configured
                .withPropertyValues(applicationName, reporterId)
                .run(context -> assertThat(heartbeats.next().reporter().id()).matches(expected));
    }

    @Test
    void savesStateAndCarriesOutCommandsWithTheBeansOfTheApplication() {
        List<String> done = new ArrayList<>();
        heartbeats.ask(
                new AgentCommand("1", AgentCommand.HIBERNATE, Map.of(AgentCommand.SAVE_FOR_SECONDS, "60")),
                AgentCommand.of("2", AgentCommand.SNAPSHOT));

        configured
                .withBean(StateSaver.class, () -> context -> done.add("saved"))
                .withBean(AgentCommand.SNAPSHOT, CommandHandler.class, () -> (command, context) -> {
                    done.add("snapshot");
                    return context.doneWithSnapshot("s-1", null);
                })
                .run(context -> {
                    heartbeats.next();
                    heartbeats.next();

                    assertThat(done).containsExactlyInAnyOrder("saved", "snapshot");
                    assertThat(heartbeats.sent)
                            .flatExtracting(heartbeat -> heartbeat.results())
                            .filteredOn(result -> result.outcome() == Outcome.DONE)
                            .extracting(CommandResult::id)
                            .contains("1", "2");
                });
    }

    @Test
    void letsAHandlerUseTheHeartbeatItself() {
        configured
                .withBean(Importer.class)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Importer.class));
    }

    @Test
    void stepsBackForWhatTheApplicationBringsItself() {
        ReporterOptions own = ReporterOptions.builder(MachineId.of("own"))
                .sink(heartbeats)
                .timeSource(heartbeats.time)
                .build();

        unconfigured.withBean(ReporterOptions.class, () -> own).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(heartbeats.next().instanceId()).isEqualTo(MachineId.of("own"));
        });
    }

    @Test
    void worksWithoutHealthMetricsAndActuator() {
        configured
                .withClassLoader(
                        new FilteredClassLoader(HealthIndicator.class, MeterBinder.class, SanitizingFunction.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(MachineHeartbeat.class)
                        .doesNotHaveBean("dumontHealthIndicator")
                        .doesNotHaveBean("dumontMetrics"));
    }

    @Test
    void offersNoHealthWhereThatIsSwitchedOff() {
        configured
                .withPropertyValues("management.health.dumont.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(MachineHeartbeat.class)
                        .doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void tellsNobodyTheToken() {
        configured.run(context -> {
            assertThat(context.getBean(ReporterOptions.class).toString()).doesNotContain("s3cret");
            assertThat(context.getBean(DumontProperties.class).toString()).doesNotContain("s3cret");
            assertThat(heartbeats.next().toString()).doesNotContain("s3cret");
        });
    }

    private static String analysis(Throwable failure) {
        assertThat(failure).as("the context fails to start").isNotNull();
        FailureAnalysis analysis = new DumontFailureAnalyzer().analyze(failure);
        assertThat(analysis).as("an analysis of %s", failure).isNotNull();
        assertThat(analysis.getAction()).contains("dumont.enabled=false");
        return analysis.getDescription();
    }

    /** A handler that works for long, and says so. */
    private static final class Importer implements CommandHandler {

        private final MachineHeartbeat heartbeat;

        @SuppressWarnings("unused") // Spring calls it.
        private Importer(MachineHeartbeat heartbeat) {
            this.heartbeat = heartbeat;
        }

        @Override
        public CommandResult run(AgentCommand command, com.dumontcloud.sdk.agent.CommandContext context) {
            try (var busy = heartbeat.busy("import")) {
                busy.progress(1);
                return context.done(null);
            }
        }
    }
}
