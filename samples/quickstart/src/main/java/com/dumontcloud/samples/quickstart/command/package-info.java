/** What the commands here have in common: how they name a preset, their version, a file to write, and what went wrong. */
@NullMarked
package com.dumontcloud.samples.quickstart.command;

import org.jspecify.annotations.NullMarked;
