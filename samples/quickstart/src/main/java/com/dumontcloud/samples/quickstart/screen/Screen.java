package com.dumontcloud.samples.quickstart.screen;

import com.dumontcloud.samples.quickstart.live.LiveRun;
import com.dumontcloud.samples.quickstart.live.News.Line;
import java.util.List;

/** Where a live run is shown. For one thread. Closing it leaves the terminal as it was, and is idempotent. */
public interface Screen extends AutoCloseable {

    /**
     * Shows how things are.
     *
     * @param run what to look at
     * @param news what happened since the call before, oldest first
     */
    void show(LiveRun run, List<Line> news);

    @Override
    void close();
}
