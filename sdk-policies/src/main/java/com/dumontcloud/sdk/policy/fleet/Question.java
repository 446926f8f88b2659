package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Moment;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which machine is to be decided on, and how.
 *
 * @param id the machine
 * @param decide takes the decision, under the fleet's lock; empty where nothing is to be decided any more
 */
record Question(MachineId id, Function<Moment, Optional<Plan>> decide) {}
