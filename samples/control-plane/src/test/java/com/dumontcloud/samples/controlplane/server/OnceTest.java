package com.dumontcloud.samples.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {

    @Test
    void runsItsTaskTheFirstTimeAlone() {
        AtomicInteger runs = new AtomicInteger();
        Once once = new Once(runs::incrementAndGet);
        assertThat(runs).hasValue(0);

        once.run();
        once.run();

        assertThat(runs).hasValue(1);
    }
}
