/**
 * The program {@code dumont-agent}: reports the machine it runs on as a small service, and installs itself as one.
 *
 * <p>Only {@link com.dumontcloud.sdk.agent.daemon.DumontAgent} is public, for the launcher. It needs picocli,
 * which its own jar contains and which this library does not bring to programs that embed the reporter.
 */
@NullMarked
package com.dumontcloud.sdk.agent.daemon;

import org.jspecify.annotations.NullMarked;
