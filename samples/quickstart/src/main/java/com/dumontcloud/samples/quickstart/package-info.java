/**
 * The main job in one command.
 *
 * <p>Where to look first: {@code usage} holds when machines are needed, the truth that no engine is told; {@code drive} lets a
 * simulated fleet live through it; {@code live} reports over HTTP with real reporters what {@code cast} makes up, {@code replay}
 * reports a recording in process; {@code score} says what came of it, and {@code screen} shows it.
 */
@NullMarked
package com.dumontcloud.samples.quickstart;

import org.jspecify.annotations.NullMarked;
