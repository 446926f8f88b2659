package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.client.MachinesApi;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.ManagedMachine;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.Timings;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.vast.VastOptions;
import com.dumontcloud.sdk.vast.VastProvider;
import com.dumontcloud.sdk.vast.simulator.VastMarketOffer;
import com.dumontcloud.sdk.vast.simulator.VastSimulator;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The control plane as a process of its own, over a Vast on loopback, in real time. */
@DisabledOnOs(OS.WINDOWS)
@Execution(ExecutionMode.CONCURRENT)
class VastProcessTest {

    private static final Timings QUICK =
            new Timings(Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(200));

    private static final String NAME = "train";
    private static final String NOTED_AS_OUTBID = "O=";
    private static final Duration SEVERAL_LISTS = Duration.ofMinutes(3);

    private final SystemTime time = SystemTime.create("dumont-test-vast", 1);
    private final SimulatedCloud cloud = SimulatedCloud.builder(time)
            .name("vast")
            .billsStarting(false)
            .billsFailed(false)
            .timings(QUICK)
            .build();
    private final VastSimulator vast = VastSimulator.start(cloud, time, 0);

    @TempDir
    private Path data;

    @BeforeEach
    void fillTheMarket() {
        vast.offer(new VastMarketOffer(41, 1, "RTX 4090", 24_564, 0.31, 0.1, "Ohio, US", 500));
        vast.offer(new VastMarketOffer(42, 2, "RTX 4090", 24_564, 0.32, 0.1, "Ohio, US", 500));
    }

    @AfterEach
    void close() {
        vast.close();
        time.close();
    }

    @Test
    void rentsAndGivesBackWhatItsOwnerAsksForOnItsFirstDayInWhichItDoesNothingElse() throws Exception {
        Instant before = Instant.now();
        try (ControlPlaneProcess plane = serve();
                DumontClient client = plane.client()) {
            assertThat(client.machines().fleetSettings().shadowUntil())
                    .isBetween(before.plus(Duration.ofHours(24)), Instant.now().plus(Duration.ofHours(24)));

            MachineId id = create(client.machines());
            client.machines().destroyWithItsData(id, NAME);

            Eventually.holds("it is gone", () -> vast.billed().isEmpty());
        }
    }

    @Test
    void tellsPrometheusWhatIsLeftToSpend() throws Exception {
        vast.paidIn(new BigDecimal("12.50"));
        try (ControlPlaneProcess plane = serve()) {
            URI metrics = URI.create(plane.uri() + "/metrics");
            Eventually.holds(
                    "the credit is among the metrics",
                    () -> get(metrics).contains("\ndumont_provider_credit_usd 12.5"));
        }
    }

    @Test
    void actsFromTheFirstMomentWithoutAShadow() throws Exception {
        try (ControlPlaneProcess plane = serve("--shadow=off");
                DumontClient client = plane.client()) {
            assertThat(client.machines().fleetSettings().shadowUntil()).isNull();
        }
    }

    @Test
    void bringsAnAgentToWhatItRentsThatMayReportForThatMachineAlone() throws Exception {
        try (ControlPlaneProcess plane = serve("--public-url=https://plane.example.com")) {
            String uri = plane.uri();
            MachineId id;
            try (DumontClient client = ControlPlaneProcess.client(uri)) {
                id = create(client.machines());
            }

            String row = rowAtVast(id);
            assertThat(row)
                    .contains("$DUMONT_BOOTSTRAP")
                    .contains("[\"DUMONT_API_URL\",\"https://plane.example.com\"]")
                    .contains(
                            "[\"DUMONT_AGENT_URL\",\"https://plane.example.com/downloads/agent/latest/dumont-agent\"]");
            Matcher token =
                    Pattern.compile("\\[\"DUMONT_API_TOKEN\",\"([^\"]+)\"]").matcher(row);
            assertThat(token.find()).isTrue();
            try (DumontClient agent = ControlPlaneProcess.client(uri, token.group(1))) {
                agent.agents().report(Heartbeat.builder(id).build());
                assertThatThrownBy(() -> agent.agents()
                                .report(Heartbeat.builder(MachineId.of("1")).build()))
                        .isInstanceOfSatisfying(
                                DumontException.class,
                                refused -> assertThat(refused.kind()).isEqualTo(DumontException.Kind.FORBIDDEN));
            }
        }
    }

    /** That it was seen is noted in its label, for whoever sees it wake. */
    @Test
    void looksForMachinesThatWereOutbid() throws Exception {
        MachineId id = interruptible();
        vast.machine(id).preempt("outbid");
        assertThat(rowAtVast(id)).doesNotContain(NOTED_AS_OUTBID);

        try (ControlPlaneProcess plane = serve()) {
            assertThat(plane.uri()).isNotEmpty();

            Eventually.holds("it was seen", () -> rowAtVast(id).contains(NOTED_AS_OUTBID));
        }
    }

    @Test
    void tellsWhichMachinesTheirHostsRentOutForTwoDaysMoreOnly() throws Exception {
        MachineId id = interruptible();
        MachineId another = interruptible();
        vast.hostLeaves(id, Instant.now().plus(Duration.ofHours(47)));
        vast.hostLeaves(another, Instant.now().plus(Duration.ofHours(49)));

        try (ControlPlaneProcess plane = serve()) {
            assertThat(plane.uri()).isNotEmpty();

            Eventually.holds(
                    "it is told", () -> plane.log().contains("Machine " + id + ": its host rents it out until"));
            assertThat(plane.log()).doesNotContain("Machine " + another + ": its host");
        }
    }

    private MachineId interruptible() throws Exception {
        OfferQuery query = OfferQuery.builder()
                .gpuName("RTX 4090")
                .diskGb(50)
                .interruptible(true)
                .build();
        try (VastProvider provider = VastProvider.create(VastOptions.fromEnvironment(atVast()))) {
            Offer offer = provider.searchOffers(query).get(0);
            MachineId id = Objects.requireNonNull(
                    provider.rent(RentalRequest.builder(offer, "token0001").build())
                            .machine());
            Eventually.holds("it runs", () -> vast.machine(id).state() == MachineState.RUNNING);
            return id;
        }
    }

    private String rowAtVast(MachineId id) {
        return get(URI.create(vast.url() + "/api/v0/instances/" + id + "/?owner=me"));
    }

    private static String get(URI uri) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer any")
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
    }

    /** Takes minutes: it looks at Vast every 30 s. */
    @Tag("soak")
    @Test
    void takesAMachineThroughItsWholeLifeWhileItDoesNothingByItself() throws Exception {
        try (ControlPlaneProcess plane = serve();
                DumontClient client = plane.client()) {
            MachinesApi machines = client.machines();
            MachineId id = create(machines);
            awaitBoth(machines, id, MachineState.RUNNING, MachineState.RUNNING);

            machines.hibernate(id);
            awaitBoth(machines, id, MachineState.HIBERNATING, MachineState.STOPPED);

            machines.wake(id);
            awaitBoth(machines, id, MachineState.RUNNING, MachineState.RUNNING);
            assertThat(vast.machine(id).boots()).isEqualTo(2);

            machines.destroyWithItsData(id, NAME);
            awaitBoth(machines, id, MachineState.DELETED, MachineState.DELETED);
            assertThat(vast.billed()).isEmpty();
            assertThat(machines.openOperations()).isEmpty();
        }
    }

    private MachineId create(MachinesApi machines) {
        OfferQuery query = OfferQuery.builder().gpuName("RTX 4090").diskGb(50).build();
        MachineId id =
                machines.create(MachineOrder.builder(query).name(NAME).build()).id();
        assertThat(vast.billed()).containsExactly(id);
        return id;
    }

    /** Waits until Vast truly has it so, the control plane shows it so, and nothing is under way. */
    private void awaitBoth(MachinesApi machines, MachineId id, MachineState shown, MachineState truth)
            throws InterruptedException {
        Eventually.holds(
                () -> "it is " + shown + ", not " + machines.machine(id),
                SEVERAL_LISTS,
                () -> vast.machine(id).state() == truth && isSettled(machines.machine(id), shown));
    }

    private static boolean isSettled(ManagedMachine machine, MachineState state) {
        return machine.state() == state && machine.openOperation().isEmpty();
    }

    private ControlPlaneProcess serve(String... options) throws IOException {
        String[] all = new String[options.length + 1];
        all[0] = "--provider=vast";
        System.arraycopy(options, 0, all, 1, options.length);
        return ControlPlaneProcess.start(data, atVast(), all);
    }

    private Map<String, String> atVast() {
        return Map.of(VastOptions.URL_VARIABLE, vast.url(), VastOptions.KEY_VARIABLE, "any");
    }
}
