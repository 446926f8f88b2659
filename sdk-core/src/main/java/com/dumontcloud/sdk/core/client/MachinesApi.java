package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.advisor.WizardAnswer;
import com.dumontcloud.sdk.core.advisor.WizardRequest;
import com.dumontcloud.sdk.core.client.PagedIterable.Page;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.Diagnosis;
import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.model.FleetSettings;
import com.dumontcloud.sdk.core.model.MachineCosts;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineOperation;
import com.dumontcloud.sdk.core.model.MachineSettings;
import com.dumontcloud.sdk.core.model.ManagedMachine;
import com.dumontcloud.sdk.core.model.ManagedMachinePage;
import com.dumontcloud.sdk.core.model.MetricPeriod;
import com.dumontcloud.sdk.core.model.MetricSeries;
import com.dumontcloud.sdk.core.model.OperationReceipt;
import com.dumontcloud.sdk.core.model.OperationResolution;
import com.dumontcloud.sdk.core.model.Savings;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.wire.DiagnosisCodec;
import com.dumontcloud.sdk.core.wire.EventCodec;
import com.dumontcloud.sdk.core.wire.FleetSettingsCodec;
import com.dumontcloud.sdk.core.wire.MachineCodec;
import com.dumontcloud.sdk.core.wire.MarketCodec;
import com.dumontcloud.sdk.core.wire.MetricCodec;
import com.dumontcloud.sdk.core.wire.SettingsCodec;
import com.dumontcloud.sdk.core.wire.WizardCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The machine routes of a control plane.
 *
 * <p>Thread-safe. Every method blocks the calling thread, needs a user token, and throws {@link DumontException}. Calls that
 * failed for a passing reason are repeated as the {@link ClientOptions} say; commands carry an {@code Idempotency-Key} under which
 * a repeat has no further effect.
 *
 * <p>A command returns once the control plane has it on record. It is carried out after that, and given up if the machine's state
 * does not allow it any more: {@link #machine} tells how it went.
 */
public final class MachinesApi {

    /** The most rows a page may have, by the contract. */
    public static final int MAX_PER_PAGE = 500;

    private static final int DEFAULT_PER_PAGE = 100;

    /** The longest time a command waits, by the contract. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final List<String> FLEET_SETTINGS = List.of("api", "v1", "fleet", "settings");
    private static final List<String> FREEZE = List.of("api", "v1", "fleet", "freeze");
    private static final List<String> UNFREEZE = List.of("api", "v1", "fleet", "unfreeze");
    private static final List<String> RESUME = List.of("api", "v1", "fleet", "resume");
    private static final byte[] NO_BODY = {};

    private final HttpTransport transport;
    private final Duration wait;

    MachinesApi(HttpTransport transport) {
        this(transport, Duration.ZERO);
    }

    private MachinesApi(HttpTransport transport, Duration wait) {
        this.transport = transport;
        this.wait = wait;
    }

    /**
     * Returns the same routes with commands that wait: each returns once the machine is where it is to be, once its operation ended
     * otherwise or waits for a person, or when this time is over; the receipt's phase tells which. Where the client's own time for a call
     * is shorter, that ends first, as a time-out.
     *
     * @param atMost whole seconds, from 0 to {@link #LONGEST_WAIT}
     */
    public MachinesApi waiting(Duration atMost) {
        if (atMost.isNegative() || atMost.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("a wait of " + atMost + "; it must be 0 to " + LONGEST_WAIT);
        }
        return new MachinesApi(transport, atMost);
    }

    /** Returns every machine that is not deleted, fetched {@value #DEFAULT_PER_PAGE} at a time while they are read. */
    public PagedIterable<ManagedMachine> machines() {
        return machines(null);
    }

    /**
     * Returns every machine in this state, fetched {@value #DEFAULT_PER_PAGE} at a time while they are read.
     *
     * @param state the word for it, for example {@code running}; null for all that are not {@code deleted}
     */
    public PagedIterable<ManagedMachine> machines(@Nullable String state) {
        return new PagedIterable<>(page -> {
            ManagedMachinePage rows = page(state, page, DEFAULT_PER_PAGE);
            return new Page<>(
                    rows.machines(),
                    rows.machines().isEmpty() || rows.position().isLast());
        });
    }

    /**
     * Returns one page of the machines.
     *
     * @param state the word for the state they are to be in; null for all that are not {@code deleted}
     * @param page from 1
     * @param perPage 1 to {@value #MAX_PER_PAGE}
     */
    public ManagedMachinePage page(@Nullable String state, int page, int perPage) {
        if (page < 1 || perPage < 1 || perPage > MAX_PER_PAGE) {
            throw new IllegalArgumentException("page " + page + " of " + perPage
                    + " machines each: the page must be 1 or more, the machines 1 to " + MAX_PER_PAGE);
        }
        ApiCall call = ApiCall.get(path()).withQuery("page", page).withQuery("per_page", perPage);
        ManagedMachinePage rows = transport.send(
                state == null ? call : call.withQuery("status", state), JsonAnswer.of(MachineCodec::decodePage));
        if (rows.position().page() != page) {
            throw new DumontException(
                    Kind.INVALID_ANSWER,
                    "page " + page + " of the machines was asked for and page "
                            + rows.position().page() + " came back; a proxy may be answering from its memory");
        }
        return rows;
    }

    /**
     * Returns one machine.
     *
     * @throws DumontException {@code NOT_FOUND} if the control plane does not know it
     */
    public ManagedMachine machine(MachineId id) {
        return transport.send(ApiCall.get(path(id.value())), JsonAnswer.of(MachineCodec::decode));
    }

    /** Has a stopped machine started; it costs its running rate from then on. The same as {@link #wake}. */
    public OperationReceipt start(MachineId id) {
        return command(id, "start");
    }

    /**
     * Has a machine stopped, its disk kept.
     *
     * @throws DumontException {@code CONFLICT} if something is being done to it that can no longer be taken back
     */
    public OperationReceipt stop(MachineId id) {
        return command(id, "stop");
    }

    /** Has a machine hibernated: its programs save, then it is parked as an idle one would be, and woken on demand. */
    public OperationReceipt hibernate(MachineId id) {
        return command(id, "hibernate");
    }

    /**
     * Has a running machine restarted; what is on it saves before.
     *
     * @throws DumontException {@code CONFLICT} if it does not run, or its provider reboots none
     */
    public OperationReceipt reboot(MachineId id) {
        return command(id, "reboot");
    }

    /** Has a parked machine woken; it costs its running rate from then on. */
    public OperationReceipt wake(MachineId id) {
        return command(id, "wake");
    }

    /**
     * Has a machine given back for good, its disk included, if it can be restored: only where a snapshot no older than its last use
     * is read back in full first.
     *
     * @param confirmedName the machine's name, so that nobody destroys one for another
     * @throws DumontException {@code CONFLICT} if the name is not its name, or no such snapshot can be had
     */
    public OperationReceipt destroy(MachineId id, String confirmedName) {
        return destroy(id, confirmedName, false);
    }

    /**
     * Has a machine given back for good with everything on its disk, whether or not that can be restored. The data are lost.
     *
     * @param confirmedName the machine's name, so that nobody destroys one for another
     * @throws DumontException {@code CONFLICT} if the name is not its name, or the machine is under a legal hold
     */
    public OperationReceipt destroyWithItsData(MachineId id, String confirmedName) {
        return destroy(id, confirmedName, true);
    }

    /**
     * Searches what can be rented now, the cheapest first.
     *
     * @param query disks from {@value MarketCodec#SMALLEST_DISK_GB} to {@value MarketCodec#LARGEST_DISK_GB} GB; its regions are
     *     {@code US}, {@code EU}, {@code ASIA} or countries
     */
    public List<Offer> offers(OfferQuery query) {
        ApiCall call = ApiCall.get(List.of("api", "v1", "offers"));
        for (Map.Entry<String, String> parameter :
                MarketCodec.encodeQuery(query).entrySet()) {
            call = call.withQuery(parameter.getKey(), parameter.getValue());
        }
        return transport.send(call, JsonAnswer.of(MarketCodec::decodeOffers));
    }

    /**
     * Rents a machine; it costs money until it is destroyed. An order with a {@linkplain MachineOrder#token() token} rents once, however
     * often it is sent; one without is repeated under a key of its own within this call only.
     *
     * @return the machine, which starts
     * @throws DumontException {@code NOT_FOUND} if the offer is gone, {@code CONFLICT} if nothing fits or a spend cap forbids it,
     *     {@code INSUFFICIENT_CREDIT}; one that leaves the outcome unknown where it may have been rented
     */
    public ManagedMachine create(MachineOrder order) {
        return transport.send(
                ApiCall.postOnce(path(), MarketCodec.encodeOrder(order)), JsonAnswer.of(MachineCodec::decode));
    }

    /**
     * Returns what the control plane's wizard recommends for what somebody wants to do, and how it comes to that. Nothing is rented.
     * Since it searches a provider's whole market, which may take 20 s, and a language model may read the description before for as long,
     * it is asked for once and not again by itself.
     *
     * @throws DumontException {@code INVALID_REQUEST} if the description is empty or too long
     */
    public WizardAnswer recommend(WizardRequest request) {
        ApiCall call = ApiCall.of("POST", List.of("api", "v1", "wizard", "recommend"))
                .withJson(new String(WizardCodec.encodeRequest(request), StandardCharsets.UTF_8));
        return transport.send(call, JsonAnswer.of(WizardCodec::decode));
    }

    /**
     * Rents a machine that was recommended, at no more than the price that was shown; it costs money until it is destroyed. A
     * recommendation is rented once, however often it is accepted.
     *
     * @param name what to call it, 1 to {@value MachineOrder#LONGEST_NAME} characters
     * @return the machine, which starts
     * @throws DumontException {@code NOT_FOUND} if the recommendation is not known any more, or its offer is gone; otherwise as {@link
     *     #create}
     */
    public ManagedMachine accept(WizardAnswer.Recommendation recommendation, String name) {
        WizardCodec.Acceptance acceptance = new WizardCodec.Acceptance(recommendation.id(), name);
        return transport.send(
                ApiCall.postOnce(List.of("api", "v1", "wizard", "accept"), WizardCodec.encodeAcceptance(acceptance)),
                JsonAnswer.of(MachineCodec::decode));
    }

    /**
     * Returns what is left to spend at the provider, and how fast it goes.
     *
     * @throws DumontException {@code NOT_FOUND} if the provider does not tell
     */
    public Credit balance() {
        return transport.send(ApiCall.get(List.of("api", "v1", "balance")), JsonAnswer.of(MarketCodec::decodeCredit));
    }

    /** Sets labels of a machine at its provider, each in place of any before, and leaves its other labels as they are. */
    public ManagedMachine setLabels(MachineId id, List<Label> labels) {
        String body = new String(MachineCodec.encodeLabels(labels), StandardCharsets.UTF_8);
        return transport.send(
                ApiCall.of("PUT", path(id.value(), "labels")).withJson(body).repeatable(),
                JsonAnswer.of(MachineCodec::decode));
    }

    /**
     * Returns where to log in to a machine.
     *
     * @throws DumontException {@code NOT_FOUND} if its provider does not say
     */
    public SshAddress ssh(MachineId id) {
        return transport.send(ApiCall.get(path(id.value(), "ssh")), JsonAnswer.of(MachineCodec::decodeSsh));
    }

    /** Takes over a machine that was found at the provider: from here on the engine acts on it. */
    public ManagedMachine claim(MachineId id) {
        return transport.send(ApiCall.postOnce(path(id.value(), "claim"), null), JsonAnswer.of(MachineCodec::decode));
    }

    /**
     * Returns why a machine is in its state and what would happen to it next, as the control plane's JSON document: for people and
     * their pages.
     */
    public String explain(MachineId id) {
        return transport.send(
                ApiCall.get(path(id.value(), "explain")),
                JsonAnswer.of(json -> new String(json, StandardCharsets.UTF_8)));
    }

    /**
     * Has the agent on a machine do something: {@link AgentCommand#RESTART} has it start anew, {@link AgentCommand#UPDATE} take another
     * version, with the arguments of docs/updates.md. Returns once the control plane has it on record; the agent hears of it with its
     * next heartbeat, runs it at most once, and refuses an update that no key it trusts has signed. How it ended, {@link #events} and
     * {@link #pastEvents} tell.
     *
     * @param command what to do; the control plane gives it an id of its own
     * @return what is being done, and the machine
     * @throws DumontException {@code CONFLICT} if the machine is off, was never heard, or its agent has another command that it did not
     *     answer yet; {@code INVALID_REQUEST} if the control plane knows no such command, or an argument is missing or impossible
     */
    public OperationReceipt ask(MachineId id, AgentCommand command) {
        return transport.send(
                ApiCall.postOnce(path(id.value(), "commands"), MachineCodec.encodeCommand(command)),
                JsonAnswer.of(MachineCodec::decodeReceipt));
    }

    /** Returns what is being done to machines, and what waits for a person. */
    public List<MachineOperation> openOperations() {
        return transport.send(
                ApiCall.get(List.of("api", "v1", "operations")).withQuery("open", "true"),
                JsonAnswer.of(MachineCodec::decodeOperations));
    }

    /**
     * Says how an operation ended that waits for a person.
     *
     * @param operationId as {@link #openOperations} names it
     * @throws DumontException {@code NOT_FOUND} if it is not open, {@code CONFLICT} if it does not wait for anybody
     */
    public OperationReceipt resolve(String operationId, OperationResolution resolution) {
        return transport.send(
                ApiCall.postOnce(
                        List.of("api", "v1", "operations", operationId, "resolve"),
                        MachineCodec.encodeResolution(resolution)),
                JsonAnswer.of(MachineCodec::decodeReceipt));
    }

    /** Returns what a machine has cost, and goes on costing. */
    public MachineCosts costs(MachineId id) {
        return transport.send(ApiCall.get(path(id.value(), "costs")), JsonAnswer.of(MachineCodec::decodeCosts));
    }

    /** Returns what parking machines has saved, and what running them unused has cost, since they became known. */
    public Savings savings() {
        return transport.send(ApiCall.get(List.of("api", "v1", "savings")), JsonAnswer.of(MachineCodec::decodeSavings));
    }

    /** Returns what can be seen of the usual troubles of a machine, and what helps; the control plane asks the provider for it. */
    public Diagnosis diagnose(MachineId id) {
        return transport.send(ApiCall.get(path(id.value(), "diagnose")), JsonAnswer.of(DiagnosisCodec::decode));
    }

    /** Returns the settings that hold for the fleet. */
    public FleetSettings fleetSettings() {
        return transport.send(ApiCall.get(FLEET_SETTINGS), JsonAnswer.of(FleetSettingsCodec::decode));
    }

    /**
     * Changes the settings of the fleet; what is absent stays as it is. All of it or, where something is not possible, nothing.
     *
     * @return the settings that hold from now on
     * @throws DumontException {@code INVALID_REQUEST} if something is out of its range or not available there; its details name
     *     everything
     */
    public FleetSettings changeFleetSettings(FleetSettings wanted) {
        ApiCall call = ApiCall.of("PUT", FLEET_SETTINGS)
                .withJson(new String(FleetSettingsCodec.encode(wanted), StandardCharsets.UTF_8))
                .repeatable();
        return transport.send(call, JsonAnswer.of(FleetSettingsCodec::decode));
    }

    /**
     * Keeps the engine from parking, waking, replacing and deleting anything, until {@link #unfreeze}; what people ask for is done all the
     * same.
     *
     * @param reason what everybody is told who asks why, at most 200 characters
     */
    public void freeze(String reason) {
        Objects.requireNonNull(reason, "reason");
        tell(ApiCall.postUnrepeated(FREEZE, NO_BODY).withQuery("reason", reason).repeatable());
    }

    /** Lets the engine act again. */
    public void unfreeze() {
        tell(ApiCall.postUnrepeated(UNFREEZE, NO_BODY).repeatable());
    }

    /**
     * Overrides the pause of a scope whose machines fell silent all at once: they truly failed, and may be replaced.
     *
     * @param scope which, as {@link FleetSettings#modes} and the server's metrics name it
     * @throws DumontException {@code CONFLICT} where it is in no such pause
     */
    public void resume(String scope) {
        Objects.requireNonNull(scope, "scope");
        tell(ApiCall.postUnrepeated(RESUME, NO_BODY).withQuery("scope", scope));
    }

    /** Returns the settings that hold for a machine. */
    public MachineSettings settings(MachineId id) {
        return transport.send(ApiCall.get(path(id.value(), "settings")), JsonAnswer.of(SettingsCodec::decode));
    }

    /**
     * Changes the settings of a machine; what is absent stays as it is. All of it or, where something is not possible, nothing.
     *
     * @return the settings that hold from now on
     * @throws DumontException {@code INVALID_REQUEST} if something is out of its range or not available there; its details name
     *     everything
     */
    public MachineSettings changeSettings(MachineId id, MachineSettings wanted) {
        ApiCall call = ApiCall.of("PUT", path(id.value(), "settings"))
                .withJson(new String(SettingsCodec.encodeChange(wanted), StandardCharsets.UTF_8))
                .repeatable();
        return transport.send(call, JsonAnswer.of(SettingsCodec::decode));
    }

    /** Returns what a machine did over some time until now, as its heartbeats told. */
    public MetricSeries metrics(MachineId id, MetricPeriod period) {
        return transport.send(metricsCall(id, period), JsonAnswer.of(MetricCodec::decode));
    }

    /**
     * Returns what one GPU of a machine did over some time until now; without points where none with this index was heard of.
     *
     * @param gpu its index, from 0
     */
    public MetricSeries metrics(MachineId id, MetricPeriod period, int gpu) {
        if (gpu < 0) {
            throw new IllegalArgumentException("GPU " + gpu + "; they are counted from 0");
        }
        return transport.send(metricsCall(id, period).withQuery("gpu", gpu), JsonAnswer.of(MetricCodec::decode));
    }

    /**
     * Returns a stream of what happens to the fleet from now on. It connects when its first event is asked for, which is a {@link
     * FleetEvent.Reset}: what is read after that misses nothing. Close it.
     */
    public FleetEventStream events() {
        return new FleetEventStream(transport, null);
    }

    /**
     * Returns a stream that goes on after an event, where the control plane remembers what came since; otherwise it begins as {@link
     * #events()} does. Close it.
     *
     * @param lastEventId as {@link FleetEventStream#lastEventId} gave it: 1 to 256 visible ASCII characters
     */
    public FleetEventStream events(String lastEventId) {
        if (!ServerSentEvents.isSane(lastEventId)) {
            throw new IllegalArgumentException("an id of an event has 1 to 256 visible ASCII characters and no blanks");
        }
        return new FleetEventStream(transport, lastEventId);
    }

    /**
     * Returns what happened to a machine before, the newest first: what was decided about it and why, how each operation went on, and
     * what people were told. A control plane keeps that for about 30 days, also across restarts; the events have no ids, since a
     * stream cannot go on from them.
     *
     * @param limit the most to return, 1 to {@value #MAX_PER_PAGE}
     */
    public List<FleetEvent> pastEvents(MachineId id, int limit) {
        return transport.send(
                ApiCall.get(path(id.value(), "events")).withQuery("limit", limit),
                JsonAnswer.of(EventCodec::decodePast));
    }

    private void tell(ApiCall call) {
        transport.send(call, JsonAnswer.confirmation());
    }

    private static ApiCall metricsCall(MachineId id, MetricPeriod period) {
        return ApiCall.get(path(id.value(), "metrics")).withQuery("period", period.text());
    }

    private OperationReceipt command(MachineId id, String what) {
        ApiCall call = ApiCall.postOnce(path(id.value(), what), null);
        return transport.send(
                wait.isZero() ? call : call.withQuery("wait", (int) wait.toSeconds()),
                JsonAnswer.of(MachineCodec::decodeReceipt));
    }

    private OperationReceipt destroy(MachineId id, String confirmedName, boolean withItsData) {
        ApiCall call = ApiCall.delete(path(id.value()))
                .withQuery("confirm", Objects.requireNonNull(confirmedName, "confirmedName"));
        return transport.send(
                withItsData ? call.withQuery("data_loss", "accept") : call, JsonAnswer.of(MachineCodec::decodeReceipt));
    }

    private static List<String> path(String... segments) {
        List<String> path = new ArrayList<>(List.of("api", "v1", "instances"));
        path.addAll(List.of(segments));
        return path;
    }
}
