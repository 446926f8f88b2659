/**
 * Terminals in the browser: a WebSocket on one side, a shell over SSH on the other.
 *
 * <p>A {@link com.dumontcloud.samples.controlplane.terminal.Terminal} joins a {@code Screen} and a {@code Shell} and knows neither of
 * the libraries behind them; {@link com.dumontcloud.samples.controlplane.terminal.Terminals} are all that are open.
 *
 * <p>Over the WebSocket, subprotocol {@code dumont.terminal}: binary frames are what is typed, of 64 KiB at most, and what is shown.
 * Text frames are messages, objects of JSON with a {@code type}. The page says {@code open} first ({@code columns}, {@code rows}, and
 * {@code accept_host_key} where a person trusts a new one), then {@code resize} ({@code columns}, {@code rows}) and {@code shown}
 * ({@code bytes} drawn since the last). The server says {@code open} ({@code host_key}, {@code new}) once there is a shell, or
 * {@code host_key_changed} ({@code known}, {@code shown}). It closes with a word for a reason, that of a {@link
 * com.dumontcloud.samples.controlplane.terminal.TerminalEnd}.
 */
@NullMarked
package com.dumontcloud.samples.controlplane.terminal;

import org.jspecify.annotations.NullMarked;
