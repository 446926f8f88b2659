package com.dumontcloud.benchmarks;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * The floor under the codec: a parser and a writer for one document only, the heartbeat that agent-status-api.md prints.
 *
 * <p>It takes the fields in any order and skips white space, and spares itself all else: no escapes, no fractions, no unknown
 * fields, no ranges, no check of UTF-8, names told apart by length and first letter, one buffer kept for good.
 */
final class HandWrittenHeartbeat {

    private static final byte[] INSTANCE_ID = ascii("{\"instance_id\":");
    private static final byte[] HOSTNAME = ascii(",\"hostname\":\"");
    private static final byte[] TIMESTAMP = ascii("\",\"timestamp\":\"");
    private static final byte[] UTILIZATION = ascii("\",\"gpu_metrics\":{\"utilization_percent\":");
    private static final byte[] MEMORY_USED = ascii(",\"memory_used_mb\":");
    private static final byte[] MEMORY_TOTAL = ascii(",\"memory_total_mb\":");
    private static final byte[] TEMPERATURE = ascii(",\"temperature_celsius\":");
    private static final byte[] POWER = ascii(",\"power_watts\":");
    private static final byte[] PROCESS_COUNT = ascii("},\"process_count\":");
    private static final byte[] ACTIVE_USERS = ascii(",\"active_users\":");
    private static final byte[] LAST_ACTIVITY = ascii(",\"last_activity\":\"");
    private static final byte[] AGENT_VERSION = ascii("\",\"agent_version\":\"");
    private static final byte[] END = ascii("\"}");

    private final byte[] out = new byte[1024];
    private int size;
    private byte[] in = {};
    private int at;

    Heartbeat decode(byte[] json) {
        in = json;
        at = 0;
        MachineId instanceId = null;
        String hostname = null;
        Instant timestamp = null;
        GpuTotals gpus = GpuTotals.UNKNOWN;
        Integer processCount = null;
        Integer activeUsers = null;
        Instant lastActivity = null;
        String agentVersion = null;
        expect('{');
        do {
            int name = name();
            int length = at - 1 - name;
            expect(':');
            switch (length) {
                case 8 -> hostname = text();
                case 9 -> timestamp = instant();
                case 11 -> {
                    if (in[name] == 'i') {
                        instanceId = MachineId.of(digits());
                    } else {
                        gpus = gpuMetrics();
                    }
                }
                case 12 -> activeUsers = (int) number();
                case 13 -> {
                    if (in[name] == 'p') {
                        processCount = (int) number();
                    } else if (in[name] == 'l') {
                        lastActivity = instant();
                    } else {
                        agentVersion = text();
                    }
                }
                default -> throw new IllegalArgumentException("not the document of the benchmark");
            }
        } while (another());
        if (instanceId == null) {
            throw new IllegalArgumentException("no id");
        }
        return Heartbeat.builder(instanceId)
                .hostname(hostname)
                .timestamp(timestamp)
                .gpuTotals(gpus)
                .processCount(processCount)
                .activeUsers(activeUsers)
                .lastActivity(lastActivity)
                .agentVersion(agentVersion)
                .build();
    }

    private GpuTotals gpuMetrics() {
        Double utilization = null;
        Double used = null;
        Double total = null;
        Double temperature = null;
        Double power = null;
        expect('{');
        do {
            int name = name();
            int length = at - 1 - name;
            expect(':');
            double value = number();
            switch (length) {
                case 11 -> power = value;
                case 14 -> used = value;
                case 15 -> total = value;
                default -> {
                    if (in[name] == 'u') {
                        utilization = value;
                    } else {
                        temperature = value;
                    }
                }
            }
        } while (another());
        return new GpuTotals(utilization, used, total, temperature, power);
    }

    /** Returns where the name begins; it ends one byte before the position. */
    private int name() {
        expect('"');
        int start = at;
        while (in[at] != '"') {
            at++;
        }
        at++;
        return start;
    }

    private boolean another() {
        skipSpace();
        return in[at++] == ',';
    }

    private void expect(char wanted) {
        skipSpace();
        if (in[at++] != wanted) {
            throw new IllegalArgumentException("not the document of the benchmark");
        }
    }

    private void skipSpace() {
        while (in[at] <= ' ') {
            at++;
        }
    }

    private long number() {
        skipSpace();
        long value = 0;
        while (in[at] >= '0' && in[at] <= '9') {
            value = value * 10 + in[at++] - '0';
        }
        return value;
    }

    private String digits() {
        skipSpace();
        int start = at;
        while (in[at] >= '0' && in[at] <= '9') {
            at++;
        }
        return new String(in, start, at - start, StandardCharsets.ISO_8859_1);
    }

    private String text() {
        int start = name();
        return new String(in, start, at - 1 - start, StandardCharsets.ISO_8859_1);
    }

    private Instant instant() {
        int start = name();
        int year = two(start) * 100 + two(start + 2);
        int month = two(start + 5);
        int day = two(start + 8);
        long seconds = two(start + 11) * 3600L + two(start + 14) * 60L + two(start + 17);
        // Days since 1970-01-01, counting years from March so that the leap day comes last.
        int marchYear = month > 2 ? year : year - 1;
        int marchMonth = month > 2 ? month - 3 : month + 9;
        long days = marchYear * 365L
                + marchYear / 4
                - marchYear / 100
                + marchYear / 400
                + (marchMonth * 153 + 2) / 5
                + day
                - 719_469;
        return Instant.ofEpochSecond(days * 86_400 + seconds);
    }

    private int two(int position) {
        return in[position] * 10 + in[position + 1] - '0' * 11;
    }

    @SuppressWarnings("NullAway") // The document of the benchmark has all of them.
    byte[] encode(Heartbeat heartbeat) {
        size = 0;
        put(INSTANCE_ID);
        put(heartbeat.instanceId().value());
        put(HOSTNAME);
        put(heartbeat.hostname());
        put(TIMESTAMP);
        put(heartbeat.timestamp());
        GpuTotals gpus = heartbeat.gpuTotals();
        put(UTILIZATION);
        put(gpus.utilizationPercent().longValue());
        put(MEMORY_USED);
        put(gpus.memoryUsedMib().longValue());
        put(MEMORY_TOTAL);
        put(gpus.memoryTotalMib().longValue());
        put(TEMPERATURE);
        put(gpus.temperatureCelsius().longValue());
        put(POWER);
        put(gpus.powerWatts().longValue());
        put(PROCESS_COUNT);
        put(heartbeat.processCount().longValue());
        put(ACTIVE_USERS);
        put(heartbeat.activeUsers().longValue());
        put(LAST_ACTIVITY);
        put(heartbeat.lastActivity());
        put(AGENT_VERSION);
        put(heartbeat.agentVersion());
        put(END);
        return Arrays.copyOf(out, size);
    }

    private void put(byte[] bytes) {
        System.arraycopy(bytes, 0, out, size, bytes.length);
        size += bytes.length;
    }

    private void put(String text) {
        for (int i = 0; i < text.length(); i++) {
            out[size++] = (byte) text.charAt(i);
        }
    }

    private void put(long value) {
        int end = size + 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            end++;
        }
        long rest = value;
        for (int i = end - 1; i >= size; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size = end;
    }

    private void put(Instant instant) {
        long seconds = instant.getEpochSecond();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, 86_400));
        int second = Math.floorMod(seconds, 86_400);
        putTwo(size, date.getYear() / 100);
        putTwo(size + 2, date.getYear() % 100);
        out[size + 4] = '-';
        putTwo(size + 5, date.getMonthValue());
        out[size + 7] = '-';
        putTwo(size + 8, date.getDayOfMonth());
        out[size + 10] = 'T';
        putTwo(size + 11, second / 3600);
        out[size + 13] = ':';
        putTwo(size + 14, second / 60 % 60);
        out[size + 16] = ':';
        putTwo(size + 17, second % 60);
        out[size + 19] = 'Z';
        size += 20;
    }

    private void putTwo(int position, int value) {
        out[position] = (byte) ('0' + value / 10);
        out[position + 1] = (byte) ('0' + value % 10);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
