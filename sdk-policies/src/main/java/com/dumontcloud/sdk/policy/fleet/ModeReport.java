package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Reason;

/**
 * A mode that is in force. Immutable.
 *
 * @param scope where: the provider's name, empty for machines that no provider of ours rents out
 * @param mode which
 * @param reason why it began
 */
public record ModeReport(String scope, FleetMode mode, Reason reason) {}
