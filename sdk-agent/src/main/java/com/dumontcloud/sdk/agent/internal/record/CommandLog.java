package com.dumontcloud.sdk.agent.internal.record;

import com.dumontcloud.sdk.core.model.CommandResult;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which commands were begun and how they ended, in a file that survives the process, so that none is carried out twice.
 *
 * <p>The newest thousand are kept. A line that was damaged costs what it said, but every word in it counts as a command that
 * was begun: better one command too few than the same one twice. Calls block on the disk; thread-safe.
 */
public final class CommandLog implements Closeable {

    private static final String FILE = "commands";
    private static final int LONGEST_ID = 256;

    /** From this size on the file is written anew once it has doubled. */
    private static final long WORTH_REWRITING = 256 * 1024;

    private final Path folder;
    private CommandTable table = new CommandTable();
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
            table = CommandTable.read(opened.read());
            journal = opened;
        } catch (IOException unreadable) {
            opened.close();
            throw unreadable;
        }
    }

    /** Returns what became of a command, as far as it is known; null if it was never begun. */
    public synchronized @Nullable CommandResult find(String id) {
        return table.find(id);
    }

    /** Returns the results that no heartbeat is known to have carried, oldest first. */
    public synchronized List<CommandResult> untold() {
        return table.untold();
    }

    /**
     * Writes down that a command is about to be carried out.
     *
     * @throws IOException if it could not be: then it must not be carried out
     */
    public synchronized void begin(String id, String type) throws IOException {
        append(LogLine.of(CommandTable.BEGUN, id, type));
    }

    /** Writes down how a command ended, unless so many were begun since that it was forgotten. */
    public synchronized void end(CommandResult result) throws IOException {
        if (table.find(result.id()) != null) {
            append(CommandTable.endedLine(result));
        }
    }

    /** Writes down that results were told and need not be told again. */
    public synchronized void told(List<String> ids) throws IOException {
        StringBuilder lines = new StringBuilder();
        ids.stream().filter(table::isUntold).forEach(id -> lines.append(LogLine.of(CommandTable.TOLD, id)));
        append(lines.toString());
    }

    /** Returns whether a command without an id was begun and has been asked for in every reply since. */
    public synchronized boolean hasWord(String type) {
        return table.words().contains(type);
    }

    /**
     * Writes down that a command without an id is about to be carried out.
     *
     * @throws IOException if it could not be: then it must not be carried out
     */
    public synchronized void beginWord(String type) throws IOException {
        append(LogLine.of(CommandTable.WORD, type));
    }

    /** Writes down which commands without an id are still asked for; all others may be begun again. */
    public synchronized void keepWords(Set<String> types) throws IOException {
        StringBuilder lines = new StringBuilder();
        table.words().stream()
                .filter(word -> !types.contains(word))
                .forEach(word -> lines.append(LogLine.of(CommandTable.OVER, word)));
        append(lines.toString());
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

    /** What is not on the disk is not taken in either. */
    private void append(String lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        Journal open = journal;
        if (open == null) {
            throw new IOException("the record of commands in " + folder + " is not open");
        }
        if (open.length() >= rewriteAt) {
            open.replace(table.text());
            rewriteAt = Math.max(WORTH_REWRITING, 2 * open.length());
        }
        open.append(lines);
        lines.lines().forEach(line -> table.apply(LogLine.words(line)));
    }
}
