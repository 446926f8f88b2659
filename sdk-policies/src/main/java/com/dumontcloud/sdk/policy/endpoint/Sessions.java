package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.BrowserSession;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * People's sessions: a browser holds one as a cookie that no script can read, in place of a user token that any could.
 *
 * <p>A browser sends its cookies with whatever makes it send a request, so a change has to carry a second token that only our own page
 * knows. That one follows from the first, and nothing but the hash of the first is kept, in memory: sessions end with the process.
 * Thread-safe.
 */
final class Sessions {

    static final String COOKIE = "dumont_session";
    static final String CSRF_HEADER = "X-CSRF-Token";

    /** A working day, lunch included. */
    static final Duration LENGTH = Duration.ofHours(12);

    /** Beyond this the oldest end sooner. */
    static final int MOST = 10_000;

    private static final int TOKEN_BYTES = 32;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final TimeSource time;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    Sessions(TimeSource time) {
        this.time = time;
    }

    /** Begins a session of somebody who showed a user token. */
    synchronized Opened open(Caller caller) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = ENCODER.encodeToString(bytes);
        long now = time.mono();
        sessions.values().removeIf(session -> session.isOver(now));
        if (sessions.size() >= MOST) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        Session session = new Session(caller.name(), now, time.wall().plus(LENGTH), csrfOf(token));
        sessions.put(hashOf(token), session);
        return new Opened(token, session.shown());
    }

    /** Returns whether the request shows a session, and be it one that is over. */
    static boolean isShownBy(ApiRequest request) {
        return tokenIn(request) != null;
    }

    /** Returns the session that the request shows, if it is open. */
    synchronized Optional<Session> shownBy(ApiRequest request) {
        String token = tokenIn(request);
        return token == null || !TOKEN.matcher(token).matches()
                ? Optional.empty()
                : Optional.ofNullable(sessions.get(hashOf(token))).filter(session -> !session.isOver(time.mono()));
    }

    /** Returns whether a session is still open. */
    synchronized boolean isOpen(Session session) {
        return sessions.containsValue(session) && !session.isOver(time.mono());
    }

    /** Ends a session. */
    synchronized void end(Session session) {
        sessions.values().remove(session);
    }

    /** Returns whether the request proves that it comes from our own page. */
    static boolean isProvedBy(ApiRequest request, Session session) {
        String shown = request.header(CSRF_HEADER);
        return shown != null && isProvedBy(shown, session);
    }

    /** Returns whether this is the token that only our own page knows. */
    static boolean isProvedBy(String shown, Session session) {
        return MessageDigest.isEqual(Tokens.utf8(session.csrfToken), Tokens.utf8(shown));
    }

    private static @Nullable String tokenIn(ApiRequest request) {
        String cookies = request.header("Cookie");
        for (String cookie : cookies == null ? new String[0] : cookies.split(";", -1)) {
            String[] nameAndValue = cookie.strip().split("=", 2);
            if (nameAndValue.length == 2 && nameAndValue[0].equals(COOKIE)) {
                return nameAndValue[1];
            }
        }
        return null;
    }

    private static String hashOf(String token) {
        return HexFormat.of().formatHex(Tokens.sha256(token));
    }

    private static String csrfOf(String token) {
        return ENCODER.encodeToString(Tokens.sha256("csrf " + token));
    }

    /**
     * A session that was begun just now.
     *
     * @param token what the browser is to hold; kept nowhere else
     * @param shown what the page is to know
     */
    record Opened(String token, BrowserSession shown) {

        /** Hides the token. */
        @Override
        public String toString() {
            return shown.toString();
        }
    }

    /** An open session, or one that was. */
    static final class Session {

        private final String callerName;
        private final long begunNanos;
        private final Instant expiresAt;
        private final String csrfToken;

        private Session(String callerName, long begunNanos, Instant expiresAt, String csrfToken) {
            this.callerName = callerName;
            this.begunNanos = begunNanos;
            this.expiresAt = expiresAt;
            this.csrfToken = csrfToken;
        }

        /** Returns the name of whoever showed a user token for it. */
        String callerName() {
            return callerName;
        }

        BrowserSession shown() {
            return new BrowserSession(csrfToken, expiresAt);
        }

        private boolean isOver(long nowNanos) {
            return nowNanos - begunNanos >= LENGTH.toNanos();
        }
    }
}
