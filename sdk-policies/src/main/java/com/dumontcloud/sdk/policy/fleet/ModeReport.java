package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Reason;

/**
 * A mode that is in force. Immutable.
 *
 * @param scope where: the provider's name, with {@code /} and a region where only that part of it is concerned; empty for machines that
 *     no provider of ours rents out
 * @param mode which
 * @param reason why it began
 */
public record ModeReport(String scope, FleetMode mode, Reason reason) {}
