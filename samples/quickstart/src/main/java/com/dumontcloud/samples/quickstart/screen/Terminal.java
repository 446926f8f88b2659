package com.dumontcloud.samples.quickstart.screen;

import java.io.IOException;

/** Whether a person watches. */
public final class Terminal {

    private Terminal() {}

    /**
     * Returns whether the standard output is a terminal that can be drawn on. The JDK cannot be asked: its console wants the
     * input to be one too, and some versions claim to have one always. Where there is no {@code test}, it is none.
     */
    public static boolean isStandardOutput() {
        String kind = System.getenv("TERM");
        if (kind == null || kind.equals("dumb")) {
            return false;
        }
        try {
            return new ProcessBuilder("test", "-t", "1").inheritIO().start().waitFor() == 0;
        } catch (IOException notHere) {
            return false;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
