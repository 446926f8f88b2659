package com.dumontcloud.sdk.agent.internal.record;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the lines of the record add up to: the newest thousand commands and what became of each. Not thread-safe. */
final class CommandTable {

    static final String BEGUN = "begun";
    static final String ENDED = "ended";
    static final String TOLD = "told";
    static final String WORD = "word";
    static final String OVER = "over";

    private static final int MOST_KEPT = 1000;

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> words = new LinkedHashSet<>();

    /** Returns what a file adds up to. Every word of a line that cannot be understood counts as a command that was begun. */
    static CommandTable read(String text) {
        CommandTable table = new CommandTable();
        text.lines().forEach(line -> {
            if (!table.apply(LogLine.words(line))) {
                LogLine.remains(line).forEach(word -> table.entries.computeIfAbsent(word, lost -> Entry.damaged()));
                table.forgetTheOldest();
            }
        });
        return table;
    }

    /** Returns the shortest file that adds up to the same. */
    String text() {
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
        words.forEach(word -> lines.append(LogLine.of(WORD, word)));
        return lines.toString();
    }

    static String endedLine(CommandResult result) {
        return LogLine.of(ENDED, result.id(), result.outcome().text(), result.snapshotId(), result.detail());
    }

    /** Takes in the words of a line; returns whether they make sense. */
    boolean apply(List<String> line) {
        String kind = line.isEmpty() ? "" : line.get(0) + "/" + line.size();
        switch (kind) {
            case BEGUN + "/3" -> begun(line.get(1), line.get(2));
            case ENDED + "/5" ->
                ended(new CommandResult(
                        line.get(1),
                        Outcome.from(line.get(2)),
                        absentIfEmpty(line.get(4)),
                        null,
                        absentIfEmpty(line.get(3))));
            case TOLD + "/2" -> entry(line.get(1)).told = true;
            case WORD + "/2" -> words.add(line.get(1));
            case OVER + "/2" -> words.remove(line.get(1));
            default -> {
                return false;
            }
        }
        return true;
    }

    @Nullable
    CommandResult find(String id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.result(id);
    }

    /** Returns whether a command is known and its result not told yet. */
    boolean isUntold(String id) {
        Entry entry = entries.get(id);
        return entry != null && !entry.told;
    }

    List<CommandResult> untold() {
        List<CommandResult> untold = new ArrayList<>();
        entries.forEach((id, entry) -> {
            if (!entry.told) {
                untold.add(entry.result(id));
            }
        });
        return untold;
    }

    /** Returns the commands without an id that were begun and are still asked for. */
    Set<String> words() {
        return Set.copyOf(words);
    }

    /** Also makes it the newest, whatever damage had put the same word in before. */
    private void begun(String id, String type) {
        entries.remove(id);
        entries.put(id, new Entry(type));
        forgetTheOldest();
    }

    private void ended(CommandResult result) {
        Entry entry = entry(result.id());
        entry.ended = result;
        entry.told = false;
    }

    /** Returns the entry of a command, also where the line of its beginning was lost. */
    private Entry entry(String id) {
        return entries.computeIfAbsent(id, lost -> new Entry(""));
    }

    private void forgetTheOldest() {
        Iterator<String> oldest = entries.keySet().iterator();
        while (entries.size() > MOST_KEPT) {
            oldest.next();
            oldest.remove();
        }
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
