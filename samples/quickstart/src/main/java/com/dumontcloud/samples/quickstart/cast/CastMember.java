package com.dumontcloud.samples.quickstart.cast;

import com.dumontcloud.samples.quickstart.usage.MachineUsage;

/**
 * One machine of the day. Immutable.
 *
 * @param role what it is rented for
 * @param usage when it is needed
 */
public record CastMember(Role role, MachineUsage usage) {}
