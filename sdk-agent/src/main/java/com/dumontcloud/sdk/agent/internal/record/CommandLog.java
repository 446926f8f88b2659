package com.dumontcloud.sdk.agent.internal.record;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which commands were begun and how they ended, in a file that survives the process, so that none is carried out twice.
 *
 * <p>The newest thousand are kept. A line that was damaged costs what it said, but every word in it counts as a command that
 * was begun: better one command too few than the same one twice. Calls block on the disk; thread-safe.
 */
public final class CommandLog implements Closeable {

    private static final String FILE = "commands";
    private static final int MOST_KEPT = 1000;
    private static final int LONGEST_ID = 256;

    /** From this size on the file is written anew once it has doubled. */
    private static final long WORTH_REWRITING = 256 * 1024;

    private static final String BEGUN = "begun";
    private static final String ENDED = "ended";
    private static final String TOLD = "told";

    private final Path folder;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private @Nullable Journal journal;
    private long rewriteAt = WORTH_REWRITING;

    private CommandLog(Path folder) {
        this.folder = folder;
    }

    /** Returns the log of this folder. Nothing is read or created yet. */
    public static CommandLog in(Path folder) {
        return new CommandLog(folder);
    }

    /** Returns whether an id can be kept: up to 256 characters of well-formed text without control characters. */
    public static boolean canKeep(String id) {
        boolean plain = !id.isEmpty() && id.length() <= LONGEST_ID && id.chars().noneMatch(Character::isISOControl);
        return plain && LogLine.keeps(id);
    }

    /** Returns whether there is something from an earlier run. */
    public boolean exists() {
        return Files.exists(folder.resolve(FILE));
    }

    /**
     * Reads what is on record and keeps the folder for this process, until closed; creates what is missing. Idempotent.
     *
     * @throws IOException if that is not possible, saying why
     */
    public synchronized void open() throws IOException {
        if (journal != null) {
            return;
        }
        Journal opened = Journal.open(folder, FILE);
        try {
            read(opened.read());
            journal = opened;
        } catch (IOException unreadable) {
            opened.close();
            throw unreadable;
        }
    }

    /** Returns what became of a command, as far as it is known; null if it was never begun. */
    public synchronized @Nullable CommandResult find(String id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.result(id);
    }

    /** Returns the results that no heartbeat is known to have carried, oldest first. */
    public synchronized List<CommandResult> untold() {
        List<CommandResult> untold = new ArrayList<>();
        entries.forEach((id, entry) -> {
            if (!entry.told) {
                untold.add(entry.result(id));
            }
        });
        return untold;
    }

    /**
     * Writes down that a command is about to be carried out.
     *
     * @throws IOException if it could not be: then it must not be carried out
     */
    public synchronized void begin(String id, String type) throws IOException {
        append(LogLine.of(BEGUN, id, type));
        remember(id, type);
        trim();
    }

    /** Writes down how a command ended. */
    public synchronized void end(CommandResult result) throws IOException {
        Entry entry = entries.get(result.id());
        if (entry == null) {
            return; // so many were begun since that it was forgotten
        }
        entry.ended = result;
        entry.told = false;
        append(endedLine(result));
    }

    /** Writes down that results were told and need not be told again. */
    public synchronized void told(List<String> ids) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String id : ids) {
            Entry entry = entries.get(id);
            if (entry != null && !entry.told) {
                entry.told = true;
                lines.append(LogLine.of(TOLD, id));
            }
        }
        if (lines.length() > 0) {
            append(lines.toString());
        }
    }

    /** Gives the folder back. Idempotent. */
    @Override
    public synchronized void close() throws IOException {
        Journal open = journal;
        journal = null;
        if (open != null) {
            open.close();
        }
    }

    private void append(String lines) throws IOException {
        Journal open = journal;
        if (open == null) {
            throw new IOException("the record of commands in " + folder + " is not open");
        }
        if (open.length() >= rewriteAt) {
            open.replace(everything());
            rewriteAt = Math.max(WORTH_REWRITING, 2 * open.length());
        }
        open.append(lines);
    }

    private String everything() {
        StringBuilder lines = new StringBuilder();
        entries.forEach((id, entry) -> {
            lines.append(LogLine.of(BEGUN, id, entry.type));
            if (entry.ended != null) {
                lines.append(endedLine(entry.ended));
            }
            if (entry.told) {
                lines.append(LogLine.of(TOLD, id));
            }
        });
        return lines.toString();
    }

    /** Also makes it the newest, whatever damage had put the same word in before. */
    private void remember(String id, String type) {
        entries.remove(id);
        entries.put(id, new Entry(type));
    }

    private void trim() {
        Iterator<String> oldest = entries.keySet().iterator();
        while (entries.size() > MOST_KEPT) {
            oldest.next();
            oldest.remove();
        }
    }

    private void read(String text) {
        entries.clear();
        for (String line : text.lines().toList()) {
            List<String> words = LogLine.words(line);
            if (!understood(words)) {
                for (String word : LogLine.remains(line)) {
                    entries.computeIfAbsent(word, unknown -> Entry.damaged());
                }
            }
        }
        trim();
    }

    private boolean understood(List<String> words) {
        String kind = words.isEmpty() ? "" : words.get(0);
        if (kind.equals(BEGUN) && words.size() == 3) {
            remember(words.get(1), words.get(2));
            return true;
        }
        if (kind.equals(ENDED) && words.size() == 5) {
            CommandResult result = new CommandResult(
                    words.get(1),
                    Outcome.from(words.get(2)),
                    absentIfEmpty(words.get(4)),
                    null,
                    absentIfEmpty(words.get(3)));
            Entry entry = entries.computeIfAbsent(result.id(), lineOfBeginningLost -> new Entry(""));
            entry.ended = result;
            entry.told = false;
            return true;
        }
        if (kind.equals(TOLD) && words.size() == 2) {
            entries.computeIfAbsent(words.get(1), restLost -> new Entry("")).told = true;
            return true;
        }
        return false;
    }

    private static String endedLine(CommandResult result) {
        return LogLine.of(ENDED, result.id(), result.outcome().text(), result.snapshotId(), result.detail());
    }

    private static @Nullable String absentIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    /** What is known of one command. */
    private static final class Entry {

        private final String type;
        private @Nullable CommandResult ended;
        private boolean told;

        private Entry(String type) {
            this.type = type;
        }

        /** Nobody knows whether it was a command at all, so nobody is told. */
        private static Entry damaged() {
            Entry entry = new Entry("");
            entry.told = true;
            return entry;
        }

        private CommandResult result(String id) {
            return ended != null
                    ? ended
                    : CommandResult.of(id, Outcome.UNKNOWN, "the agent ended while carrying it out");
        }
    }
}
