package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.wire.AgentViewCodec;
import com.dumontcloud.sdk.core.wire.SessionCodec;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.endpoint.Sessions.Opened;
import com.dumontcloud.sdk.policy.endpoint.Sessions.Session;
import java.util.List;

/** {@code /session}: exchanges a user token for a cookie that a browser can keep safe, and ends it. */
final class SessionRoutes {

    private static final String SESSION = "session";

    private final Sessions sessions;
    private final boolean isBehindTls;

    SessionRoutes(Sessions sessions, boolean isBehindTls) {
        this.sessions = sessions;
        this.isBehindTls = isBehindTls;
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST", SESSION, Access.USER, this::begin),
                Route.of("GET", SESSION, Access.USER, this::show),
                Route.of("DELETE", SESSION, Access.USER, this::end));
    }

    private ApiResponse begin(Call call) {
        if (call.caller().session() != null) {
            throw ApiFailure.of(
                    409, "state_conflict", "a session is open already; a new one is begun with a user token alone");
        }
        Opened opened = sessions.open(call.caller());
        return ApiResponse.json(201, SessionCodec.encode(opened.shown()))
                .with("Set-Cookie", cookie(call, opened.token(), Sessions.LENGTH.toSeconds()));
    }

    /** A page that is loaded anew has its cookie still, and asks here for the token that it has forgotten. */
    private ApiResponse show(Call call) {
        return ApiResponse.json(200, SessionCodec.encode(own(call).shown()));
    }

    private ApiResponse end(Call call) {
        sessions.end(own(call));
        return ApiResponse.json(200, AgentViewCodec.encodeConfirmation("The session is over"))
                .with("Set-Cookie", cookie(call, "", 0));
    }

    private static Session own(Call call) {
        Session session = call.caller().session();
        if (session == null) {
            throw ApiFailure.of(404, "no_session", "this request came with a token and without a session");
        }
        return session;
    }

    /** A proxy's word that it speaks TLS is believed of anybody: whoever makes it up keeps their own cookie at home. */
    private String cookie(Call call, String value, long seconds) {
        boolean secure = isBehindTls || "https".equalsIgnoreCase(call.request().header("X-Forwarded-Proto"));
        return Sessions.COOKIE + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }
}
