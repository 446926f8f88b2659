package com.dumontcloud.samples.controlplane;

/** Who rents the machines out. */
enum ProviderChoice {
    /** A market and a few machines in memory. */
    SIMULATED,
    /** Vast.ai, or whatever {@code VAST_URL} leads to. */
    VAST
}
