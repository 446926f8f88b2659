package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.ApiCall;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machines of an account, in Vast's own terms. Thread-safe; calls block, and throw {@link DumontException}.
 *
 * <p>Changes are accepted or refused, never done: whether they took place is seen by looking. Stops, labels and destroys are
 * sent again when they fail for a passing reason, since the second time changes nothing more; everything else is sent once.
 */
public final class VastInstances {

    /** As many machines as one request changes; Vast's own client takes no more. */
    static final int MOST_AT_ONCE = 64;

    private static final Logger log = LoggerFactory.getLogger(VastInstances.class);
    private static final int ROWS_PER_PAGE = 25;
    private static final BigDecimal LOWEST_BID = new BigDecimal("0.001");
    private static final BigDecimal HIGHEST_BID_OF_ONE_GPU = BigDecimal.valueOf(32);

    private final VastHttp http;
    private final VastResults results;

    VastInstances(VastHttp http) {
        this.http = http;
        this.results = new VastResults(http);
    }

    /**
     * Rents an offer. It is sent once: where its answer is lost, look for its label in a list before you repeat it.
     *
     * @return the new machine
     * @throws VastException {@code UNAVAILABLE} if somebody was faster; see {@link VastException#leftBehind} in any case
     */
    public MachineId create(long offerId, VastRental rental) {
        ApiCall call = ApiCall.of("PUT", path("asks", Long.toString(offerId)))
                .withJson(JsonText.of(rental.json()))
                .withSecrets(rental.secrets());
        return http.send(VastRoute.CREATE, call, answer -> {
            Long id = answer.whole(VastException.NEW_CONTRACT);
            if (id == null) {
                throw VastColumns.missing(VastException.NEW_CONTRACT);
            }
            return MachineId.of(Long.toString(id));
        });
    }

    /** Returns every machine, 25 rows a request, a second apart. Fails as a whole where a page fails. */
    public VastListing list() {
        return fetch(null);
    }

    /** Returns those of these machines that are there. */
    public VastListing list(Collection<MachineId> ids) {
        return fetch(Map.of(
                "id", Map.of("in", ids.stream().map(VastInstances::number).toList())));
    }

    /** Returns the machines that carry exactly this label. */
    public VastListing listLabelled(String label) {
        return fetch(Map.of("label", Map.of("eq", Objects.requireNonNull(label, "label"))));
    }

    /** Returns one machine; empty where Vast shows none, which right after its creation may be too early to tell. */
    public Optional<VastInstance> show(MachineId id) {
        try {
            return http.send(
                    VastRoute.SHOW,
                    ApiCall.of("GET", path("instances", number(id).toString())),
                    answer -> {
                        if (!answer.contains("instances")) {
                            throw VastColumns.missing("instances");
                        }
                        JsonObject row = answer.object("instances");
                        return row == null ? Optional.<VastInstance>empty() : Optional.of(VastInstance.from(row));
                    });
        } catch (VastException refused) {
            if (refused.refusal() == VastErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /**
     * Starts a stopped machine. It is sent once: the answer to a second start does not tell whether the first, whose answer was lost,
     * was refused and queued.
     *
     * @throws VastException {@code UNAVAILABLE} where no GPU is free; the start is then queued and happens, and bills, later,
     *     unless {@link #stop} takes it back
     */
    public void start(MachineId id) {
        change(VastRoute.MANAGE, state(id, "running"));
    }

    /** Stops a machine; its disk is kept, and billed. Its GPU may be gone for good. */
    public void stop(MachineId id) {
        change(VastRoute.MANAGE, state(id, "stopped").repeatable());
    }

    /** Starts several machines, in requests of 64, each sent once; what it throws concerns those of one request. */
    public void startAll(Collection<MachineId> ids) {
        for (List<Long> some : chunks(ids)) {
            change(VastRoute.MANAGE, state(some, "running"));
        }
    }

    /** Stops several machines, in requests of 64; what it throws concerns those of one request. */
    public void stopAll(Collection<MachineId> ids) {
        for (List<Long> some : chunks(ids)) {
            change(VastRoute.MANAGE, state(some, "stopped").repeatable());
        }
    }

    /**
     * Replaces the label.
     *
     * @throws DumontException {@code INVALID_REQUEST} if it has more than 1,024 characters; nothing is sent then
     */
    public void label(MachineId id, String label) {
        if (label.length() > VastLabel.LONGEST) {
            throw new DumontException(
                    Kind.INVALID_REQUEST,
                    "the label for " + id + " has " + label.length() + " characters; at most " + VastLabel.LONGEST);
        }
        change(
                VastRoute.MANAGE,
                put(path("instances", number(id).toString()), Map.of("label", label))
                        .repeatable());
    }

    /** Stops and starts the container without giving the GPU back. */
    public void reboot(MachineId id) {
        change(VastRoute.REBOOT, put(path("instances", "reboot", number(id).toString()), Map.of()));
    }

    /** Makes the container anew from its image, without giving the GPU back. What is on its file system is LOST. */
    public void recycle(MachineId id) {
        change(VastRoute.RECYCLE, put(path("instances", "recycle", number(id).toString()), Map.of()));
    }

    /**
     * Changes the bid of an interruptible machine.
     *
     * @param usdPerHour 0.001 to 32 for each GPU. Vast's documents disagree whether it is meant for each GPU or for all of
     *     them: read the price afterwards, or leave it to {@link VastProvider#resume}
     * @param gpus how many GPUs it has, 1 or more
     * @throws IllegalArgumentException if the bid is not within these bounds; nothing is sent then
     */
    public void changeBid(MachineId id, BigDecimal usdPerHour, int gpus) {
        BigDecimal highest = highestBid(gpus);
        if (usdPerHour.compareTo(LOWEST_BID) < 0 || usdPerHour.compareTo(highest) > 0) {
            throw new IllegalArgumentException("the bid for " + id + " is " + usdPerHour + "; it must be " + LOWEST_BID
                    + " to " + highest + ", 32 for each of its " + gpus + " GPUs");
        }
        change(
                VastRoute.BID,
                put(
                        path("instances", "bid_price", number(id).toString()),
                        JsonText.object("client_id", "me", "price", usdPerHour)));
    }

    /** Returns the most that can be bid for a machine of so many GPUs, USD an hour. */
    static BigDecimal highestBid(int gpus) {
        return HIGHEST_BID_OF_ONE_GPU.multiply(BigDecimal.valueOf(gpus));
    }

    /**
     * Gives a machine back for good, its disk included. One that is gone already is no error. It is gone when a complete list
     * lacks it; until then, look.
     */
    public void destroy(MachineId id) {
        try {
            change(
                    VastRoute.DESTROY,
                    call("DELETE", path("instances", number(id).toString()), Map.of())
                            .repeatable());
        } catch (VastException refused) {
            if (refused.refusal() != VastErrorCode.NOT_FOUND) {
                throw refused;
            }
        }
    }

    /** Gives several machines back for good, in requests of 64; what it throws concerns those of one request. */
    public void destroyAll(Collection<MachineId> ids) {
        for (List<Long> some : chunks(ids)) {
            change(
                    VastRoute.DESTROY,
                    call("DELETE", path("instances"), Map.of("instance_ids", some))
                            .repeatable());
        }
    }

    /**
     * Returns the last lines of a machine's log. Takes up to about 20 s until Vast has fetched them.
     *
     * @param lines how many, 1 or more
     * @param filter a regular expression that lines must match; absent for all
     * @param daemon the host's own log about the container instead of the container's
     * @throws DumontException {@code TIMEOUT} if they did not come
     */
    public String logs(MachineId id, int lines, @Nullable String filter, boolean daemon) {
        Map<String, @Nullable Object> asked = new LinkedHashMap<>();
        asked.put("tail", Integer.toString(lines));
        if (filter != null) {
            asked.put("filter", filter);
        }
        if (daemon) {
            asked.put("daemon_logs", "true");
        }
        ApiCall call = ApiCall.of(
                        "PUT", path("instances", "request_logs", number(id).toString()))
                .withJson(JsonText.of(asked))
                .asQuestion();
        return results.fetch(http.send(VastRoute.LOGS, call, VastResults::place), "the log of " + id);
    }

    /**
     * Runs one of the three commands that Vast knows, {@code ls}, {@code rm} and {@code du}, and returns what it printed. It is
     * no shell. Works on stopped machines too. Sent once, since {@code rm} changes something.
     *
     * @param command at most 512 characters
     */
    public String execute(MachineId id, String command) {
        if (!command.matches("(?s)(ls|rm|du)(\\s.*)?") || command.length() > 512) {
            throw new IllegalArgumentException(
                    "Vast runs ls, rm and du of at most 512 characters, and nothing else, without a login by SSH");
        }
        ApiCall call = ApiCall.of("PUT", path("instances", "command", number(id).toString()))
                .withJson(JsonText.of(Map.of("command", command)));
        return results.fetch(http.send(VastRoute.EXECUTE, call, VastResults::place), "what " + id + " printed");
    }

    static Long number(MachineId id) {
        String text = id.value();
        if (!id.isExactJsonNumber()) {
            throw new DumontException(
                    Kind.NOT_FOUND, "there is no machine " + text + " at Vast, whose ids are whole numbers");
        }
        return Long.valueOf(text);
    }

    static List<String> path(String... segments) {
        List<String> path = new ArrayList<>(List.of("api", "v0"));
        path.addAll(List.of(segments));
        path.add(""); // Without the last slash Vast redirects, which would turn a PUT into a GET.
        return path;
    }

    private static ApiCall state(MachineId id, String state) {
        return put(path("instances", number(id).toString()), Map.of("state", state));
    }

    private static ApiCall state(List<Long> some, String state) {
        return put(path("instances"), JsonText.object("ids", some, "state", state));
    }

    private void change(VastRoute route, ApiCall call) {
        http.send(route, call, answer -> true);
    }

    private static ApiCall put(List<String> path, Map<String, ? extends @Nullable Object> body) {
        return call("PUT", path, body);
    }

    private static ApiCall call(String method, List<String> path, Map<String, ? extends @Nullable Object> body) {
        return ApiCall.of(method, path).withJson(JsonText.of(body));
    }

    private VastListing fetch(@Nullable Map<String, ?> filters) {
        ApiCall first = ApiCall.of("GET", List.of("api", "v1", "instances", ""))
                .withQuery("limit", Integer.toString(ROWS_PER_PAGE))
                .withQuery("order_by", JsonText.of(List.of(JsonText.object("col", "id", "dir", "asc"))));
        if (filters != null) {
            first = first.withQuery("select_filters", JsonText.of(filters));
        }
        Rows rows = new Rows();
        VastPage.each(http, VastRoute.LIST, first, "instances", "total_instances", rows::add);
        return rows.listing();
    }

    private static List<List<Long>> chunks(Collection<MachineId> ids) {
        List<Long> numbers = ids.stream().map(VastInstances::number).toList();
        List<List<Long>> chunks = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += MOST_AT_ONCE) {
            chunks.add(numbers.subList(i, Math.min(i + MOST_AT_ONCE, numbers.size())));
        }
        return chunks;
    }

    /** What the pages brought; a row may come twice where the list changed between two of them. */
    private static final class Rows {

        private final Map<MachineId, VastInstance> read = new LinkedHashMap<>();
        private int unreadable;
        private @Nullable Long total;

        void add(VastPage page) {
            total = page.total();
            for (JsonObject row : page.rows()) {
                try {
                    VastInstance instance = VastInstance.from(row);
                    read.put(instance.id(), instance);
                } catch (DumontException unread) {
                    unreadable++;
                    log.warn("A machine in the list of Vast cannot be read; the list counts as incomplete", unread);
                }
            }
        }

        /** A list that does not say how long it is proves no absence, were it as short as can be. */
        VastListing listing() {
            boolean all = unreadable == 0 && total != null && read.size() >= total;
            return new VastListing(List.copyOf(read.values()), unreadable, all);
        }
    }
}
