package com.dumontcloud.samples.readme;

import com.dumontcloud.sdk.vast.VastOptions;
import com.dumontcloud.sdk.vast.VastProvider;

/** Shows what the machines of an account at Vast.ai cost. */
final class OnVast {

    private OnVast() {}

    static void show() {
        try (var vast = VastProvider.create(VastOptions.fromEnvironment(System.getenv()))) {
            for (var machine : vast.list().machines()) {
                System.out.println(machine + ", parked: " + machine.parkedRate());
            }
        }
    }
}
