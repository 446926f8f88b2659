/** What can be asked of the journal of a fleet that was kept on a disk: whether it replays, and what other settings would have cost. */
@NullMarked
package com.dumontcloud.samples.quickstart.journal;

import org.jspecify.annotations.NullMarked;
