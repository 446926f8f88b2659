package com.dumontcloud.sdk.policy;

import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import java.time.Duration;
import java.util.Objects;

/**
 * What can be done with the machines of a scope. Immutable.
 *
 * @param keepsDisk whether a machine that is stopped keeps its disk; where it does not, a stop is as final as giving it back
 * @param takesSnapshots whether there is a store of snapshots
 * @param startTimeout how long a start may take before the machine counts as failed
 */
public record Means(boolean keepsDisk, boolean takesSnapshots, Duration startTimeout) {

    /** Disks are kept, no snapshots are taken, and a start takes as long as providers take by default. */
    public static final Means USUAL = of(ProviderCapabilities.builder().build(), false);

    /** Checks that nothing is missing. */
    public Means {
        Objects.requireNonNull(startTimeout, "startTimeout");
    }

    /** Returns what can be done with a provider of these capabilities. */
    public static Means of(ProviderCapabilities capabilities, boolean takesSnapshots) {
        return new Means(capabilities.keepsDisk(), takesSnapshots, capabilities.startTimeout());
    }
}
