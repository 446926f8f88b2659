package com.dumontcloud.samples.quickstart.screen;

import com.dumontcloud.samples.quickstart.cast.CastMember;
import com.dumontcloud.samples.quickstart.live.LiveRun;
import com.dumontcloud.samples.quickstart.live.News.Line;
import com.dumontcloud.samples.quickstart.usage.MachineUsage;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.Account;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * A table of all machines, redrawn in place on the alternate screen of a terminal, so that what was there before comes back.
 *
 * <p>Each line is put at its own place. A terminal with too few lines shows those beyond its last one on it, the newest news
 * last; one with more shows more news.
 */
public final class TableScreen implements Screen {

    private static final String ENTER = "\033[?1049h\033[?25l\033[?7l\033[2J";
    private static final String LEAVE = "\033[0m\033[?7h\033[?25h\033[?1049l";
    private static final String TO_END_OF_LINE = "\033[0m\033[K";
    private static final String BOLD = "\033[1m";
    private static final String GREEN = "\033[32m";
    private static final String YELLOW = "\033[33m";
    private static final String RED = "\033[31m";
    private static final String DIM = "\033[2m";
    private static final int NEWS = 8;

    private final PrintStream out;
    private final Deque<Line> newest = new ArrayDeque<>();
    private boolean open = true;

    /** Creates a screen on a terminal; closing it leaves the stream open. */
    public TableScreen(PrintStream out) {
        this.out = out;
        out.print(ENTER);
    }

    @Override
    public void show(LiveRun run, List<Line> news) {
        news.forEach(newest::addLast);
        while (newest.size() > NEWS) {
            newest.removeFirst();
        }
        StringBuilder page = new StringBuilder();
        int row = 1;
        put(page, row++, BOLD, title(run));
        put(page, row++, DIM, columns("MACHINE", "RENTED FOR", "STATE", "GPU %", "IDLE FOR", "NEXT", "USD"));
        for (MachineReport report : inOrder(run)) {
            put(page, row++, colour(report.condition()), line(run, report));
        }
        for (Line line : newest) {
            put(page, row++, DIM, Words.news(line));
        }
        out.print(page);
        out.flush();
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            out.print(LEAVE);
            out.flush();
        }
    }

    /** The cast as it is listed, then this host. */
    private static List<MachineReport> inOrder(LiveRun run) {
        List<MachineId> order =
                run.usage().machines().stream().map(MachineUsage::id).toList();
        return run.machines().stream()
                .sorted(Comparator.comparingInt(
                        report -> place(report.condition().id(), order)))
                .toList();
    }

    private static int place(MachineId id, List<MachineId> order) {
        int place = order.indexOf(id);
        return place < 0 ? order.size() : place;
    }

    private static String title(LiveRun run) {
        Account account = run.account();
        return String.format(
                Locale.ROOT,
                "%s   billed %s USD, of it for nothing %s, saved by parking %s",
                Words.clock(run.now()),
                Words.usd(account.billedUsd()),
                Words.usd(account.wastedUsd().add(account.parkedUsd())),
                Words.usd(account.savedUsd()));
    }

    private static String line(LiveRun run, MachineReport report) {
        MachineCondition machine = report.condition();
        String role = run.cast()
                .find(machine.id())
                .map(CastMember::role)
                .map(known -> known.text())
                .orElse("this host (CPU %)");
        return columns(
                machine.id().value(),
                role,
                Words.state(machine),
                Words.used(report),
                Words.length(report.idleFor()),
                NextAction.of(report),
                Words.usd(report.account().billedUsd()));
    }

    private static String columns(
            String machine, String role, String state, String gpu, String idle, String next, String usd) {
        return String.format(
                Locale.ROOT, "%-10s %-18s %-11s %5s %8s  %-14s %7s", machine, role, state, gpu, idle, next, usd);
    }

    private static String colour(MachineCondition machine) {
        if (machine.shownState() != MachineState.RUNNING) {
            return DIM;
        }
        if (machine.liveness() == Liveness.SUSPECT || machine.liveness() == Liveness.ORPHANED) {
            return RED;
        }
        return machine.activity().isIdle() ? YELLOW : GREEN;
    }

    private static void put(StringBuilder page, int row, String style, String text) {
        page.append("\033[")
                .append(row)
                .append(";1H")
                .append(style)
                .append(text)
                .append(TO_END_OF_LINE);
    }
}
