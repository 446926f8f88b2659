package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import java.time.Instant;

/**
 * An operation that ended and that people ask for as long as its machine is off.
 *
 * @param kind what it did, or was to do
 * @param cause on whose or what grounds
 * @param reason why it was done, or why it was not
 * @param at when it ended
 */
record PowerChange(Kind kind, Cause cause, Reason reason, Instant at) {}
