package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.client.PagedIterable.Page;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentCredential;
import com.dumontcloud.sdk.core.model.AgentInstance;
import com.dumontcloud.sdk.core.model.AgentInstanceDetail;
import com.dumontcloud.sdk.core.model.AgentInstancePage;
import com.dumontcloud.sdk.core.model.AgentRegistration;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.KeepAliveGrant;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.PagePosition;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.AgentViewCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The agent routes of a control plane.
 *
 * <p>Thread-safe. Every method blocks the calling thread and throws {@link DumontException}. All but {@link #report} need a
 * user token, {@link #checkConnectivity} any. Calls that failed for a passing reason are repeated as the
 * {@link ClientOptions} say; those that create or cost carry an {@code Idempotency-Key} under which a repeat has no further
 * effect; heartbeats are never repeated.
 */
public final class AgentApi {

    /** The most rows a page may have, by the contract. */
    public static final int MAX_PER_PAGE = 500;

    /** The longest keep-alive, by the contract. */
    public static final Duration MAX_KEEP_ALIVE = Duration.ofDays(1);

    private static final int DEFAULT_PER_PAGE = 100;

    private final HttpTransport transport;
    private final Dialect dialect;

    AgentApi(HttpTransport transport, Dialect dialect) {
        this.transport = transport;
        this.dialect = dialect;
    }

    /**
     * Sends one heartbeat, once: if it fails, the next one is the repeat. Needs the machine's own token, or a user token.
     *
     * @return when to send the next, and what the machine is asked to do
     */
    public HeartbeatReply report(Heartbeat heartbeat) {
        byte[] json = AgentCodec.encodeHeartbeat(heartbeat, dialect);
        return transport.send(ApiCall.postUnrepeated(path("status"), json), JsonAnswer.of(AgentCodec::decodeReply));
    }

    /**
     * Asks whether the control plane can be reached and knows the token. Returns if so.
     *
     * @throws DumontException {@code UNAUTHENTICATED} if it does not know the token
     */
    public void checkConnectivity() {
        transport.send(ApiCall.get(path("status")), JsonAnswer.confirmation());
    }

    /** Returns the whole fleet, fetched {@value #DEFAULT_PER_PAGE} rows at a time while it is read. */
    public PagedIterable<AgentInstance> instances() {
        return instances(DEFAULT_PER_PAGE);
    }

    /**
     * Returns the whole fleet, fetched this many rows at a time while it is read.
     *
     * @param perPage 1 to {@value #MAX_PER_PAGE}
     */
    public PagedIterable<AgentInstance> instances(int perPage) {
        checkPage(1, perPage);
        return new PagedIterable<>(page -> {
            AgentInstancePage rows = instancesPage(page, perPage);
            PagePosition position = rows.position();
            // Without a position the reply is the whole: this control plane knows no pages.
            return new Page<>(rows.instances(), rows.count() == 0 || position == null || position.isLast());
        });
    }

    /**
     * Returns one page of the fleet, with the counts of the whole.
     *
     * @param page from 1
     * @param perPage 1 to {@value #MAX_PER_PAGE}
     */
    public AgentInstancePage instancesPage(int page, int perPage) {
        checkPage(page, perPage);
        ApiCall call = ApiCall.get(path("instances")).withQuery("page", page).withQuery("per_page", perPage);
        AgentInstancePage rows = transport.send(call, JsonAnswer.of(AgentViewCodec::decodeInstances));
        PagePosition position = rows.position();
        if (position != null && position.page() != page) {
            throw new DumontException(
                    Kind.INVALID_ANSWER,
                    "page " + page + " of the fleet was asked for and page " + position.page()
                            + " came back; a proxy may be answering from its memory");
        }
        return rows;
    }

    /**
     * Returns what is known of one machine from its heartbeats.
     *
     * @throws DumontException {@code NOT_FOUND} if the control plane does not know it
     */
    public AgentInstanceDetail instance(MachineId id) {
        return transport.send(
                ApiCall.get(path("instances", id.value())), JsonAnswer.of(AgentViewCodec::decodeInstance));
    }

    /**
     * Keeps a machine from being hibernated for as long as the control plane gives unasked: 30 minutes in the nested dialect,
     * 60 in the flat one. The machine goes on costing; a running keep-alive is never shortened.
     */
    public KeepAliveGrant keepAlive(MachineId id) {
        return keepAlive(id, ApiCall.postOnce(keepAlivePath(id), null));
    }

    /**
     * Keeps a machine from being hibernated for this long from now. The machine goes on costing; a running keep-alive is never
     * shortened. A control plane of the flat dialect may grant a length of its own: look at the grant.
     *
     * @param duration more than zero, at most 24 hours; rounded up to whole minutes
     */
    public KeepAliveGrant keepAlive(MachineId id, Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(MAX_KEEP_ALIVE) > 0) {
            throw new IllegalArgumentException("keep-alive of " + duration + " for " + id
                    + "; it must be more than 0 and at most " + MAX_KEEP_ALIVE);
        }
        int minutes = Math.toIntExact(duration.plusMinutes(1).minusNanos(1).toMinutes());
        return keepAlive(id, ApiCall.postOnce(keepAlivePath(id), null).withQuery("minutes", minutes));
    }

    /** Takes a keep-alive back, so that the machine is hibernated when its time comes. No keep-alive is no error. */
    public void revokeKeepAlive(MachineId id) {
        transport.send(ApiCall.delete(keepAlivePath(id)), JsonAnswer.confirmation());
    }

    /** Makes a new token for a machine's reporters. The one before stops working; the new one is shown this once. */
    public AgentCredential issueToken(MachineId id) {
        return transport.send(
                ApiCall.postOnce(path("instances", id.value(), "token"), null),
                JsonAnswer.of(AgentViewCodec::decodeCredential));
    }

    /**
     * Has a machine watched that was rented elsewhere.
     *
     * @return its token, shown this once
     * @throws DumontException {@code CONFLICT} if the id is taken
     */
    public AgentCredential register(AgentRegistration registration) {
        byte[] json = AgentViewCodec.encodeRegistration(registration, dialect);
        return transport.send(
                ApiCall.postOnce(path("instances"), json), JsonAnswer.of(AgentViewCodec::decodeCredential));
    }

    /**
     * Fetches the stand-alone agent that this control plane was built with, and checks its SHA-256. Sends no token. May take up
     * to 10 minutes.
     *
     * @param target the file to write, readable by its owner only; replaced in one step, and only if all went well
     * @throws DumontException {@code INVALID_ANSWER} if the checksum does not match
     * @throws IllegalStateException if the file cannot be written
     */
    public void downloadAgent(Path target) {
        new AgentDownload(transport).into(Objects.requireNonNull(target, "target"));
    }

    private KeepAliveGrant keepAlive(MachineId id, ApiCall call) {
        return transport.send(call, JsonAnswer.of(json -> AgentViewCodec.decodeKeepAlive(json, id)));
    }

    private List<String> keepAlivePath(MachineId id) {
        return path("instances", id.value(), "keep-alive");
    }

    private List<String> path(String... segments) {
        List<String> path =
                new ArrayList<>(dialect == Dialect.NESTED ? List.of("api", "v1", "agent") : List.of("api", "agent"));
        path.addAll(List.of(segments));
        return path;
    }

    private static void checkPage(int page, int perPage) {
        if (page < 1 || perPage < 1 || perPage > MAX_PER_PAGE) {
            throw new IllegalArgumentException("page " + page + " of " + perPage
                    + " rows each: the page must be 1 or more, the rows 1 to " + MAX_PER_PAGE);
        }
    }
}
