package com.dumontcloud.sdk.agent.internal.people;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The records of {@code /run/utmp}, in which programs that let people in note who is at which terminal. Layout as in glibc's
 * {@code bits/utmp.h}; only what is alike on every 64-bit machine is read.
 */
final class Utmp {

    private static final int USER_PROCESS = 7;
    private static final int LAST_TYPE = 9;
    private static final int LINE = 8;
    private static final int LINE_LENGTH = 32;
    private static final int HOST = 76;
    private static final int HOST_LENGTH = 256;

    /** Where the whole record is 384 bytes long; where times in it have 64 bits, as on ARM, it is 400. */
    private static final int RECORD = 384;

    private static final int RECORD_WITH_WIDE_TIMES = 400;

    private Utmp() {}

    /** Returns the lines that people are at, such as {@code pts/0}; the windows of multiplexers, which note theirs too, aside. */
    static Set<String> lines(byte[] utmp) {
        int size = recordLength(utmp);
        Set<String> lines = new HashSet<>();
        for (int at = 0; at + size <= utmp.length; at += size) {
            String host = text(utmp, at + HOST, HOST_LENGTH);
            boolean window = host.startsWith("tmux(") || host.startsWith(":pts/");
            if (type(utmp, at) == USER_PROCESS && !window) {
                lines.add(text(utmp, at + LINE, LINE_LENGTH));
            }
        }
        return lines;
    }

    /** Both divide some lengths; then the one is right with which every record begins with a type that there is. */
    private static int recordLength(byte[] utmp) {
        return utmp.length % RECORD == 0 && areRecords(utmp, RECORD) ? RECORD : RECORD_WITH_WIDE_TIMES;
    }

    private static boolean areRecords(byte[] utmp, int size) {
        for (int at = 0; at < utmp.length; at += size) {
            if (type(utmp, at) > LAST_TYPE) {
                return false;
            }
        }
        return true;
    }

    private static int type(byte[] utmp, int at) {
        return (utmp[at] & 0xff) | ((utmp[at + 1] & 0xff) << 8);
    }

    private static String text(byte[] bytes, int start, int most) {
        int end = start;
        while (end < start + most && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
    }
}
