package com.dumontcloud.sdk.policy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.endpoint.Tool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel is asked for, and when: an answer that must hold follows a sync of what it says. */
class SyscallTest {

    private static final Pattern CALL = Pattern.compile("^(\\d+) +(?:<\\.\\.\\. )?(\\w+)(.*)$");
    private static final Pattern FILE = Pattern.compile("^\\(\\d+<([^>]*)>");
    private static final Pattern PUT =
            Pattern.compile(", (\\d+), (\\d+)(?:\\) *= (?:\\d+|\\?)| <unfinished \\.\\.\\.>)$");
    private static final String LOG = "fleet.db-wal";

    @TempDir
    Path directory;

    /** What a power cut leaves is what was synced: the rest of what the process wrote is cut off a copy of its files. */
    @Test
    void syncsBeforeItAnswersAndNeedsNoMoreThanWasSynced() throws Exception {
        String strace = Tool.require("strace", "/usr/bin/strace");
        Path trace = directory.resolve("trace");
        Path state = directory.resolve("state");
        String token;
        String until;
        String operation;
        Instant origin = Instant.now();
        try (Cloud cloud = new Cloud(origin)) {
            cloud.rent("m-1");
            cloud.rent("m-2");
            FleetProcess fleet = FleetProcess.start(
                    state,
                    cloud,
                    origin,
                    "never",
                    strace,
                    "-f",
                    "-y",
                    "-s",
                    "24",
                    "-e",
                    "trace=read,recvfrom,write,sendto,pwrite64,fsync,fdatasync",
                    "-o",
                    trace.toString());
            try (Lines lines = fleet.connect()) {
                for (int i = 0; i < 20; i++) {
                    lines.ask("beat m-2 " + i % 5);
                }
                token = lines.ask("token m-1").substring("token ".length());
                until = lines.ask("keep m-1 7").substring("until ".length());
                operation = lines.ask("order m-1 STOP").split(" ")[1];
                lines.ask("beat m-2 1");
            }
            fleet.kill();
            List<String> calls = wholeLines(trace);
            for (String[] pair : new String[][] {{"token", "token"}, {"keep", "until"}, {"order", "operation"}}) {
                assertThat(syncsBetween(calls, pair[0], pair[1]))
                        .as("syncs between %s and its answer", pair[0])
                        .isPositive();
            }
            Path copy = cutAtTheLastSync(calls, state);
            try (FleetProcess next = FleetProcess.start(copy, cloud, Instant.now(), "never");
                    Lines lines = next.connect()) {
                String left = lines.ask("state m-1");
                assertThat(lines.ask("owner m-1 " + token)).isEqualTo("owner m-1");
                assertThat(left).contains(until);
                assertThat(left.contains(operation) || cloud.stops("m-1") == 1)
                        .as(left)
                        .isTrue();
            }
        }
    }

    /** The kill hits strace too, in the middle of its last line: a write of which it is not known where it began was not synced. */
    private static List<String> wholeLines(Path trace) throws IOException {
        String text = Files.readString(trace);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static int syncsBetween(List<String> calls, String question, String answer) {
        int syncs = 0;
        boolean asked = false;
        Map<String, String> open = new HashMap<>();
        for (String line : calls) {
            Matcher call = CALL.matcher(line);
            if (!call.matches()) {
                continue;
            }
            String name = call.group(2);
            String rest = call.group(3);
            boolean reads = name.equals("read") || name.equals("recvfrom");
            boolean writes = name.equals("write") || name.equals("sendto");
            if (reads && rest.contains("\"" + question + " ")) {
                asked = true;
                syncs = 0;
            } else if (asked && writes && rest.contains("\"" + answer + " ")) {
                return syncs;
            } else if (name.equals("fsync") || name.equals("fdatasync")) {
                if (rest.startsWith("(")) {
                    open.put(call.group(1), rest);
                }
                boolean isOfTheLog = open.getOrDefault(call.group(1), "").contains(LOG);
                syncs += isOfTheLog && rest.endsWith("= 0") ? 1 : 0;
            }
        }
        throw new AssertionError("no " + answer + " to " + question);
    }

    private Path cutAtTheLastSync(List<String> calls, Path state) throws IOException {
        List<long[]> unsynced = new ArrayList<>();
        for (String line : calls) {
            Matcher call = CALL.matcher(line);
            if (!call.matches()) {
                continue;
            }
            Matcher file = FILE.matcher(call.group(3));
            if (!file.find() || !file.group(1).endsWith(LOG)) {
                continue;
            }
            if (call.group(2).equals("pwrite64")) {
                Matcher put = PUT.matcher(line);
                assertThat(put.find()).as(line).isTrue();
                unsynced.add(new long[] {Long.parseLong(put.group(1)), Long.parseLong(put.group(2))});
            } else {
                unsynced.clear();
            }
        }
        Path copy = Files.createDirectory(directory.resolve("copy"));
        for (String name : List.of("fleet.db", LOG)) {
            Files.copy(state.resolve(name), copy.resolve(name));
        }
        try (RandomAccessFile log = new RandomAccessFile(copy.resolve(LOG).toFile(), "rw")) {
            for (long[] put : unsynced) {
                log.seek(put[1]);
                log.write(new byte[(int) Math.max(0, Math.min(put[0], log.length() - put[1]))]);
            }
        }
        return copy;
    }
}
