package com.dumontcloud.samples.quickstart.score;

import com.dumontcloud.sdk.core.model.MachineId;

/**
 * That a machine was parked. Immutable.
 *
 * @param machine which
 * @param minute when, in minutes from the beginning of the trace
 */
public record Parking(MachineId machine, double minute) {}
