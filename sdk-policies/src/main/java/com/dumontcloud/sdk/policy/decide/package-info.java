/**
 * The pure core: what happened to one machine goes in, its next condition and what to do about it come out. Reads no clock, calls nobody, keeps nothing.
 */
@NullMarked
package com.dumontcloud.sdk.policy.decide;

import org.jspecify.annotations.NullMarked;
