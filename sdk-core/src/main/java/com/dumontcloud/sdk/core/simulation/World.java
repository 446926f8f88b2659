package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all machines of one cloud share.
 *
 * @param lock guards every machine
 * @param time what they live by
 * @param provider the cloud's name
 * @param capabilities what the cloud can do
 * @param timings how long changes take unless a machine says otherwise
 * @param ssh where to log in to machines that do not say; absent for nowhere
 * @param billsStarting whether a start is billed at the running rate
 * @param billsFailed whether a machine that failed is billed at the running rate
 * @param refusalProbability how likely a start is refused unless a machine says otherwise
 * @param random decides on refusals
 * @param announce told of every change of every machine
 */
record World(
        Object lock,
        TimeSource time,
        String provider,
        ProviderCapabilities capabilities,
        Timings timings,
        @Nullable SshAddress ssh,
        boolean billsStarting,
        boolean billsFailed,
        double refusalProbability,
        RandomGenerator random,
        Consumer<StateChange> announce) {}
