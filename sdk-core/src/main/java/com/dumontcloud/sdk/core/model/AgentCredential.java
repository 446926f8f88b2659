package com.dumontcloud.sdk.core.model;

import java.util.Objects;

/**
 * The token with which one machine's reporters speak. The control plane shows it once and keeps only a hash.
 *
 * <p>Immutable. {@link #toString()} hides the token; so should whoever stores it.
 *
 * @param id the machine the token is bound to
 * @param token the secret itself
 */
public record AgentCredential(MachineId id, String token) {

    /**
     * Creates the credential.
     *
     * @throws IllegalArgumentException if the token is empty
     */
    public AgentCredential {
        Objects.requireNonNull(id, "id");
        if (token.isEmpty()) {
            throw new IllegalArgumentException("the token of " + id + " is empty");
        }
    }

    @Override
    public String toString() {
        return "credential of " + id + " (token hidden)";
    }
}
