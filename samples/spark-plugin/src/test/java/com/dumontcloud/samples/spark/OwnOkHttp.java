package com.dumontcloud.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** The HTTP library that Spark has of its own, and that the reporter neither uses nor replaces. */
final class OwnOkHttp {

    private OwnOkHttp() {}

    /** Looks through lines as the JVM logs them: each names a class and the jar it came from. */
    static void assertThatItAloneIsLoaded(List<String> classes) {
        assertThat(classes)
                .anyMatch(line -> line.contains(" com.dumontcloud.sdk.agent.HeartbeatReporter "))
                .noneMatch(line -> line.matches(".* (com\\.squareup|kotlin|dev\\.failsafe)\\..*"));
        assertThat(classes)
                .filteredOn(line -> line.matches(".* (okhttp3|okio)\\..*"))
                .isNotEmpty()
                .allMatch(line -> line.contains("/okhttp-3.12.12.jar") || line.contains("/okio-1.17.6.jar"));
    }
}
