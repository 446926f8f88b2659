package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.internal.record.CommandLog;
import com.dumontcloud.sdk.agent.internal.record.StateFolder;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a command is carried out at most once, also across restarts, and decides what happens where that cannot be
 * written down.
 *
 * <p>Without a record a command is refused: a snapshot, an update or a restart not made can be asked for again, and a person
 * sees why. The one exception is saving state before somebody else parks the machine. The machine is parked in any case, so
 * not saving loses work, while saving twice, which takes a restart within that minute, saves the same work again.
 *
 * <p>Thread-safe. All but {@link #told} may block on the disk.
 */
final class CommandMemory {

    private static final Logger log = LoggerFactory.getLogger(HeartbeatReporter.class);

    private final ReporterOptions options;
    private final TroubleLog trouble;
    private final Object lock = new Object();
    private final Set<String> untold = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private @Nullable CommandLog opened;
    private int underWay;
    private boolean closing;

    /** Creates a memory that has read nothing yet. */
    CommandMemory(TimeSource time, ReporterOptions options) {
        this.options = options;
        this.trouble = new TroubleLog(log, time, "The record of commands");
    }

    /** Returns what an earlier run left to be told. Creates nothing. */
    List<CommandResult> recall() {
        try {
            CommandLog record = record();
            if (!record.exists()) {
                return List.of();
            }
            open(record);
            List<CommandResult> results = record.untold();
            results.forEach(result -> isToBeTold(result.id()));
            return results;
        } catch (IOException | RuntimeException unusable) {
            log.debug("What an earlier run left cannot be read yet", unusable);
            return List.of();
        }
    }

    /** Has a command carried out, unless it was begun before or that cannot be written down; returns how it ended. */
    CommandResult once(CommandJob job, Supplier<CommandResult> work) {
        synchronized (lock) {
            underWay++;
        }
        try {
            CommandResult instead = begin(job);
            if (instead != null) {
                return instead;
            }
            CommandResult result = work.get();
            end(result);
            return result;
        } finally {
            boolean last;
            synchronized (lock) {
                last = --underWay == 0 && closing;
            }
            if (last) {
                closeRecord();
            }
        }
    }

    /** Notes which bare words a reply has, as far as that matters for those that were carried out. */
    void keepWords(Set<String> types) {
        try {
            CommandLog record = record();
            if (record.exists()) {
                open(record);
                record.keepWords(types);
            }
        } catch (IOException | RuntimeException unusable) {
            log.debug("Which commands without an id are over could not be written down", unusable);
        }
    }

    /** Notes that a heartbeat with these results was counted. Never blocks: it is written with whatever is written next. */
    void told(List<CommandResult> results) {
        synchronized (lock) {
            for (CommandResult result : results) {
                if (result.outcome().isFinal() && untold.remove(result.id())) {
                    told.add(result.id());
                }
            }
        }
    }

    /** Gives the record back, once the commands under way have ended. */
    void close() {
        synchronized (lock) {
            closing = true;
            if (underWay > 0) {
                return;
            }
        }
        closeRecord();
    }

    /** Returns a result where the command must not be carried out. */
    private @Nullable CommandResult begin(CommandJob job) {
        try {
            CommandLog record = record();
            open(record);
            String id = job.id();
            CommandResult before = id == null ? beginWord(job, record) : begin(id, job, record);
            trouble.succeeded();
            return before;
        } catch (IOException | RuntimeException unusable) {
            trouble.failed(unusable);
            return job.savesBeforeOthersPark()
                    ? null
                    : job.refused("it cannot be written down, and so might be carried out twice: "
                            + Texts.of(unusable, Texts.REASON));
        }
    }

    private @Nullable CommandResult begin(String id, CommandJob job, CommandLog record) throws IOException {
        CommandResult before = record.find(id);
        if (before == null) {
            flushTold(record);
            record.begin(id, job.command().type());
        }
        return before;
    }

    /** A word that the first reply of a run has may be the one that an earlier run has carried out, and been ended by. */
    private static @Nullable CommandResult beginWord(CommandJob job, CommandLog record) throws IOException {
        String type = job.command().type();
        if (job.isOfFirstReply() && record.hasWord(type)) {
            return job.unknown("it was begun before the agent ended, and has been asked for ever since");
        }
        record.beginWord(type);
        return null;
    }

    private void end(CommandResult result) {
        try {
            record().end(result);
            isToBeTold(result.id());
        } catch (IOException | RuntimeException unusable) {
            trouble.failed(unusable);
        }
    }

    private void isToBeTold(String id) {
        synchronized (lock) {
            untold.add(id);
        }
    }

    /** Opens the record unless it was given back: whoever has it next must find it free. */
    private void open(CommandLog record) throws IOException {
        synchronized (lock) {
            if (closing) {
                throw new IOException("the reporter is closed");
            }
        }
        record.open();
    }

    private CommandLog record() throws IOException {
        synchronized (lock) {
            if (opened != null) {
                return opened;
            }
        }
        Path path;
        try {
            path = folder();
        } catch (InvalidPathException wrong) {
            throw new IOException("the state directory is no path: " + wrong.getMessage(), wrong);
        }
        if (path == null) {
            throw new IOException("there is no state directory; set DUMONT_STATE_DIR");
        }
        synchronized (lock) {
            if (opened == null) {
                opened = CommandLog.in(path);
            }
            return opened;
        }
    }

    /** Returns where the record is kept; null where there is no place for it. */
    private @Nullable Path folder() {
        Path base = options.stateDirectory;
        if (base == null) {
            base = StateFolder.base(System.getenv(), System.getProperty("user.home"));
        }
        String name = options.reporterId == null ? ReporterOptions.UNNAMED : options.reporterId;
        return base == null ? null : StateFolder.of(base, options.machineId, name);
    }

    private void flushTold(CommandLog record) throws IOException {
        List<String> ids;
        synchronized (lock) {
            ids = new ArrayList<>(told);
            told.clear();
        }
        record.told(ids);
    }

    private void closeRecord() {
        CommandLog record;
        synchronized (lock) {
            record = opened;
        }
        if (record == null) {
            return;
        }
        try (record) {
            flushTold(record);
        } catch (IOException unwritten) {
            log.debug("Results that were told may be told again after a restart", unwritten);
        }
    }
}
