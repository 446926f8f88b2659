package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.BrowserSession;

/** Writes what the session routes say; pages read it. Thread-safe, does not block. */
public final class SessionCodec {

    private SessionCodec() {}

    /** Returns the reply to {@code POST /session} and {@code GET /session}. */
    public static byte[] encode(BrowserSession session) {
        return ViewWriter.document(
                out -> out.text("csrf_token", session.csrfToken()).instant("expires_at", session.expiresAt()));
    }
}
