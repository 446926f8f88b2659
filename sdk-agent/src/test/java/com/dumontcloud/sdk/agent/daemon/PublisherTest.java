package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service manager and other programs are told. */
class PublisherTest {

    private static final Heartbeat HEARTBEAT =
            Heartbeat.builder(MachineId.of("28864630")).build();

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-11-22T12:00:00Z"));
    private final Liveness liveness = new Liveness(time.mono());
    private final AgentNews news = new AgentNews(time, new Bell(), liveness, "28864630", "https://example.com");
    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path files;

    private StatusFile statusFile;
    private Publisher publisher;

    @BeforeEach
    void prepare() {
        statusFile = new StatusFile(files.resolve("status"));
        ServiceManager manager = new ServiceManager("@any", Duration.ofSeconds(180), address -> new Recorder());
        publisher = new Publisher(time, liveness, manager, statusFile);
    }

    @Test
    void isNotReadyBeforeAHeartbeatWasTried() {
        publisher.publish(news.status());

        assertThat(told).isEmpty();
        assertThat(statusFile.read()).isNull();
    }

    @Test
    void isReadyOnceAHeartbeatFailed() {
        news.failed(new DumontException(DumontException.Kind.NETWORK, "no route"), 1);
        publisher.publish(news.status());

        assertThat(told).containsExactly("READY=1\nSTATUS=1 heartbeat failed: no route", "WATCHDOG=1");
    }

    @Test
    void staysReadyAndSaysWhatChanged() {
        news.failed(new DumontException(DumontException.Kind.NETWORK, "no route"), 1);
        publisher.publish(news.status());
        news.replied(HEARTBEAT, HeartbeatReply.builder().build());
        publisher.publish(news.status());

        assertThat(told)
                .endsWith("STATUS=Heartbeats accepted every 30 s; GPUs: none", "WATCHDOG=1")
                .hasSize(4);
    }

    @Test
    void saysNothingOfLifeWhenTheReporterHangs() {
        news.replied(HEARTBEAT, HeartbeatReply.builder().build());
        publisher.publish(news.status());
        told.clear();

        time.advance(Duration.ofSeconds(192));
        publisher.publish(news.status());
        assertThat(told).containsExactly("WATCHDOG=1");

        time.advance(Duration.ofSeconds(1));
        publisher.publish(news.status());
        assertThat(told).containsExactly("WATCHDOG=1");
    }

    @Test
    void writesTheStatusAndTakesItBack() throws Exception {
        news.hibernateInChanged(Duration.ofSeconds(120));
        news.replied(HEARTBEAT, HeartbeatReply.builder().build());
        publisher.publish(news.status());

        AgentStatus status = statusFile.read();
        assertThat(status).isEqualTo(news.status());
        assertThat(status.hibernateAt()).isEqualTo("2026-11-22T12:02:00Z");
        publisher.stopped(status.agent());
        assertThat(Files.list(files)).isEmpty();
    }

    @Test
    void leavesTheStatusOfAnotherAgentAlone() {
        news.replied(HEARTBEAT, HeartbeatReply.builder().build());
        publisher.publish(news.status());

        publisher.stopped(new AgentPid(1, null));

        assertThat(statusFile.read()).isNotNull();
    }

    private final class Recorder implements NotifyChannel {

        @Override
        public void send(String message) {
            told.add(message);
        }

        @Override
        public void close() {}
    }
}
