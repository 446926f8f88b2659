package com.dumontcloud.samples.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The agent that this program was built with: {@code dumont-agent}, one file that runs, packed into the jar. */
final class PackagedAgent {

    private PackagedAgent() {}

    /** Returns its bytes; empty where the program runs from classes that were not packed. */
    static Optional<byte[]> read() {
        try (InputStream agent = PackagedAgent.class.getResourceAsStream("/dumont-agent")) {
            return agent == null ? Optional.empty() : Optional.of(agent.readAllBytes());
        } catch (IOException damaged) {
            throw new UncheckedIOException("the agent cannot be read from the jar: " + damaged.getMessage(), damaged);
        }
    }
}
