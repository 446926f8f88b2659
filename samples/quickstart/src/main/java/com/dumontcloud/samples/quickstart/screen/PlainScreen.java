package com.dumontcloud.samples.quickstart.screen;

import com.dumontcloud.samples.quickstart.live.LiveRun;
import com.dumontcloud.samples.quickstart.live.News.Line;
import java.io.PrintStream;
import java.util.List;

/** Prints a line for each thing that happens, without any control characters. */
public final class PlainScreen implements Screen {

    private final PrintStream out;

    /** Creates a screen that prints here; closing it leaves the stream open. */
    public PlainScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(LiveRun run, List<Line> news) {
        for (Line line : news) {
            out.println(Words.news(line));
        }
    }

    @Override
    public void close() {
        out.flush();
    }
}
