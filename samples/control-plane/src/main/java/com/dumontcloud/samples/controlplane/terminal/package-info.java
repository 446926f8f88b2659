/**
 * Terminals in the browser: a WebSocket on one side, a shell over SSH on the other.
 *
 * <p>A {@link com.dumontcloud.samples.controlplane.terminal.Terminal} joins a {@code Screen} and a {@code Shell} and knows neither of
 * the libraries behind them; {@link com.dumontcloud.samples.controlplane.terminal.Terminals} are all that are open.
 */
@NullMarked
package com.dumontcloud.samples.controlplane.terminal;

import org.jspecify.annotations.NullMarked;
