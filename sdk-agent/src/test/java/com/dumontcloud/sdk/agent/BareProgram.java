package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A program that embeds the reporter, configured by its environment; ends well once a heartbeat was counted. */
final class BareProgram {

    private BareProgram() {}

    public static void main(String[] args) throws InterruptedException {
        CountDownLatch counted = new CountDownLatch(1);
        ReporterOptions options = ReporterOptions.fromEnvironment(System.getenv()).toBuilder()
                .listener(new ReporterListener() {
                    @Override
                    public void replied(Heartbeat sent, HeartbeatReply reply) {
                        counted.countDown();
                    }
                })
                .build();
        try (var reporter = HeartbeatReporter.start(options);
                var busy = reporter.busy("epoch 3")) {
            busy.progress(0.4);
            if (!counted.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no heartbeat was counted");
            }
        }
    }
}
