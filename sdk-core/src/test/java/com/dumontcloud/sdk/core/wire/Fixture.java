package com.dumontcloud.sdk.core.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The printed documents under {@code src/test/resources/views}. */
public final class Fixture {

    private Fixture() {}

    /** Returns a printed document as it stands. */
    public static String printed(String name) {
        try (InputStream in = Fixture.class.getResourceAsStream("/views/" + name + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Returns a printed document without the white space between its tokens, as it goes over the wire. */
    public static String onTheWire(String name) {
        String[] parts = printed(name).split("\"", -1);
        for (int i = 0; i < parts.length; i += 2) {
            parts[i] = parts[i].replaceAll("\\s", "");
        }
        return String.join("\"", parts);
    }
}
