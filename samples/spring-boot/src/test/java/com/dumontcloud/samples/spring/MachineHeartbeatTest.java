package com.dumontcloud.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.Heartbeat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;

class MachineHeartbeatTest {

    @TempDir
    private Path folder;

    private RememberedHeartbeats heartbeats;
    private ApplicationContextRunner application;

    @BeforeEach
    void configure() {
        heartbeats = new RememberedHeartbeats(folder);
        application = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(DumontAutoConfiguration.class))
                .withBean(ReporterOptionsCustomizer.class, () -> heartbeats)
                .withPropertyValues(
                        "dumont.instance-id=28864630", "dumont.api-url=https://fleet.example", "DUMONT_API_TOKEN=s");
    }

    @Test
    void startsLastAndStopsFirst() {
        List<String> news = new ArrayList<>();

        application.withBean(WebServer.class, () -> new WebServer(news)).run(context -> {
            context.getBean(WebServer.class).heartbeat = context.getBean(MachineHeartbeat.class);
            heartbeats.next(); // who has said nothing says no goodbye
        });

        assertThat(news).containsExactly("web server starts", "web server stops, heartbeat is running: false");
        assertThat(heartbeats.newest().goodbye()).isEqualTo(Goodbye.STOPPED);
    }

    @Test
    void countsAsUsedWhileTheApplicationWorks() {
        application.run(context -> {
            MachineHeartbeat heartbeat = context.getBean(MachineHeartbeat.class);
            Heartbeat during;
            try (var busy = heartbeat.busy("import")) {
                busy.progress(0.25);
                during = heartbeats.next();
            }

            assertThat(during.busy().active()).isTrue();
            assertThat(during.busy().label()).isEqualTo("import");
            assertThat(during.busy().progress()).isEqualTo(0.25);
            assertThat(heartbeats.next().busy().active()).isFalse();
        });
    }

    @Test
    void beginsWithTheFirstWorkWhereThatComesBeforeTheApplicationIsUp() {
        application.withBean(EarlyWorker.class).run(context -> {
            assertThat(heartbeats.next().busy().label()).isEqualTo("migration");
            assertThat(heartbeats.sent)
                    .extracting(heartbeat -> heartbeat.reporter().startId())
                    .containsOnly(heartbeats.newest().reporter().startId());
        });
    }

    @Test
    void speaksAsANewRunWhenItIsStartedAgain() {
        application.run(context -> {
            MachineHeartbeat heartbeat = context.getBean(MachineHeartbeat.class);
            String first = heartbeats.next().reporter().startId();

            heartbeat.stop();
            heartbeat.stop();
            heartbeat.start();
            heartbeat.start();

            assertThat(heartbeats.next().reporter().startId()).isNotEqualTo(first);
            assertThat(heartbeats.sent)
                    .filteredOn(sent -> sent.goodbye() != null)
                    .hasSize(1);
        });
    }

    @Test
    void saysThatTheWorkIsDoneWhenTheApplicationDoes() {
        application.run(context -> {
            heartbeats.next();
            context.getBean(MachineHeartbeat.class).finish();
        });

        assertThat(heartbeats.sent).extracting(Heartbeat::goodbye).containsOnlyOnce(Goodbye.FINISHED);
        assertThat(heartbeats.newest().goodbye()).isEqualTo(Goodbye.FINISHED);
    }

    @Test
    void letsWorkGoOnAfterItsEnd() {
        application.run(context -> {
            MachineHeartbeat heartbeat = context.getBean(MachineHeartbeat.class);
            heartbeat.stop();

            try (var busy = heartbeat.busy("afterwards")) {
                busy.progress(1);
            }

            assertThat(heartbeat.isRunning()).isFalse();
        });
    }

    /** Starts and stops where web servers do, and looks at the heartbeat then. */
    private static final class WebServer implements SmartLifecycle {

        private final List<String> news;
        private MachineHeartbeat heartbeat;
        private boolean running;

        private WebServer(List<String> news) {
            this.news = news;
        }

        @Override
        public void start() {
            news.add("web server starts");
            running = true;
        }

        @Override
        public void stop() {
            news.add("web server stops, heartbeat is running: " + heartbeat.isRunning());
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return DEFAULT_PHASE - 2048;
        }
    }

    /** Works while the application is being put together. */
    private static final class EarlyWorker {

        @SuppressWarnings("unused") // Spring calls it.
        private EarlyWorker(MachineHeartbeat heartbeat) {
            heartbeat.busy("migration").progress(0.1);
        }
    }
}
