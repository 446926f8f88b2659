/**
 * The words in which the engine is configured, extended and understood: settings and presets, the three axes of a machine,
 * policies, signals, verdicts and reasons. Pure values; nothing here acts.
 */
@NullMarked
package com.dumontcloud.sdk.policy;

import org.jspecify.annotations.NullMarked;
