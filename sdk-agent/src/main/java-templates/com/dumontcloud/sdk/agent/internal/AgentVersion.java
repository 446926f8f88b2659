package com.dumontcloud.sdk.agent.internal;

/** The version of this library. A constant of the build: reading it from a file would open the host program's jar. */
public final class AgentVersion {

    /** Such as {@code 1.2.0}. */
    public static final String TEXT = "${project.version}";

    private AgentVersion() {}
}
