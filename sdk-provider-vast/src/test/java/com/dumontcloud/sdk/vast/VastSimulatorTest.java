package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.vast.VastFilter.Operator;
import com.dumontcloud.sdk.vast.simulator.VastMarketOffer;
import com.dumontcloud.sdk.vast.simulator.VastScope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the simulator holds true, as the typed client sees it: money, keys, searches, and what is done on machines. */
class VastSimulatorTest {

    private static final String KEY = "ssh-ed25519 AAAA me";

    private SimulatedVast vast;
    private VastClient client;

    @BeforeEach
    void start() {
        vast = new SimulatedVast();
        client = vast.provider.client();
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    /** 0.31 for the GPU and 20 GB at 0.15 a month of 720 hours. */
    @Test
    void takesFromTheCreditWhatMachinesCost() {
        running("token0001");
        BigDecimal before = client.account().creditUsd();

        vast.pass(Duration.ofHours(10));

        BigDecimal spent = before.subtract(client.account().creditUsd());
        assertThat(spent.doubleValue()).isCloseTo(10 * (0.31 + 20 * 0.15 / 720), within(0.001));
    }

    @Test
    void stopsEveryMachineWithoutCreditAndBillsDisksOn() {
        MachineId id = running("token0001");
        vast.simulator.paidIn(new BigDecimal("0.05"));

        vast.pass(Duration.ofHours(1));

        assertThat(state(id)).isEqualTo(MachineState.STOPPED);
        BigDecimal left = client.account().creditUsd();
        assertThat(left.doubleValue()).isBetween(-0.02, 0.0);
        vast.pass(Duration.ofHours(24));
        assertThat(left.subtract(client.account().creditUsd()).doubleValue())
                .as("a day of the disk")
                .isCloseTo(24 * 20 * 0.15 / 720, within(0.001));
        assertThat(Thrown.by(() -> vast.provider.start(id)).kind()).isEqualTo(Kind.INSUFFICIENT_CREDIT);
        assertThat(Thrown.by(() -> vast.rent("token0002")).kind()).isEqualTo(Kind.INSUFFICIENT_CREDIT);

        vast.simulator.paidIn(BigDecimal.TEN);
        vast.provider.start(id);
        vast.pass(Duration.ofMinutes(1));
        assertThat(state(id)).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void warnsOfCreditThatWillNotLast() {
        List<Duration> warnings = new ArrayList<>();
        try (SimulatedVast warning = new SimulatedVast(
                options -> options.onLowCredit(
                        Duration.ofHours(2), credit -> credit.lasts().ifPresent(warnings::add)),
                Duration.ofSeconds(20))) {
            warning.simulator.paidIn(BigDecimal.ONE);
            warning.rent("token0001");
            warning.pass(Duration.ofMinutes(1));
            warning.provider.list();
            assertThat(warnings).as("it lasts three hours").isEmpty();

            warning.pass(Duration.ofMinutes(90));
            warning.provider.list();

            assertThat(warnings)
                    .singleElement()
                    .satisfies(lasts -> assertThat(lasts).isBetween(Duration.ofMinutes(90), Duration.ofHours(2)));
        }
    }

    @Test
    void chargesWhatItBilled() {
        running("token0001");
        vast.pass(Duration.ofHours(3));

        List<VastAccount.Charge> charges =
                client.account().charges(vast.time.wall().minus(Duration.ofDays(1)), vast.time.wall());

        assertThat(charges).singleElement().satisfies(charge -> {
            assertThat(charge.usd()).isCloseTo(vast.cloud.billedUsd(), within(new BigDecimal("0.001")));
            assertThat(charge.items()).extracting(VastAccount.Item::type).containsExactly("gpu", "disk");
        });
    }

    @Test
    void knowsNoKeyButThoseThatWereMade() {
        vast.simulator.key("another-key", EnumSet.allOf(VastScope.class));

        VastException thrown = Thrown.by(() -> vast.provider.list());

        assertThat(thrown.kind()).isEqualTo(Kind.UNAUTHENTICATED);
        assertThat(thrown.status()).isEqualTo(404);
    }

    @Test
    void letsAKeyDoWhatItsScopesSay() {
        MachineId id = running("token0001");
        vast.simulator.key(TestVast.KEY, EnumSet.of(VastScope.INSTANCE_READ, VastScope.MISC));

        assertThat(vast.provider.list().machines()).extracting(Machine::id).containsExactly(id);
        assertThat(vast.provider.searchOffers(vast.query(false))).isNotEmpty();
        assertThat(Thrown.by(() -> vast.provider.stop(id)).kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(Thrown.by(() -> client.account().creditUsd()).kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(vast.simulator.machine(id).state()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void letsItselfBeAuditedByAKeyThatMayOnlyRead() {
        MachineId id = running("token0001");
        client.volumes().create(42, 100);
        vast.pass(Duration.ofHours(1));
        vast.simulator.key(TestVast.KEY, EnumSet.of(VastScope.INSTANCE_READ, VastScope.USER_READ));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

        int exitCode = VastAudit.run(
                List.of(), Map.of("VAST_API_KEY", TestVast.KEY, "VAST_URL", vast.simulator.url()), out, out);

        assertThat(exitCode).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(id.value(), "1 x RTX 4090", "V.900", "no machine uses it", "Credit left: 24.")
                .doesNotContain("Note:", TestVast.KEY);
        assertThat(state(id)).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void isNeverCalledFasterThanItAllows() {
        vast.simulator.enforceGaps();
        List<MachineId> rented = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            rented.add(running("token000" + i));
        }

        for (MachineId id : rented) {
            vast.provider.stop(id);
            vast.provider.read(id);
            vast.provider.list();
        }
        rented.forEach(vast.provider::destroy);

        assertThat(vast.simulator.billed()).hasSizeLessThanOrEqualTo(2);
        assertThat(Thrown.by(() -> impatient().stop(MachineId.of("1"))).kind()).isNotEqualTo(Kind.RATE_LIMITED);
        assertThat(Thrown.by(() -> impatient().stop(MachineId.of("1"))).kind()).isEqualTo(Kind.RATE_LIMITED);
    }

    /** At 0.3 USD and a hundredth more each; 64 rows an answer, whatever is asked for. */
    @ParameterizedTest
    @CsvSource({"64, 64", "65, 65", "200, 100"})
    void holdsNoMoreThan64OffersInAnAnswerAndAllInSeveral(int limit, int found) {
        for (int i = 21; i <= 100; i++) {
            vast.simulator.offer(
                    new VastMarketOffer(40 + i, i, "RTX 4090", 24_564, 0.3 + i / 100.0, 0.1, "Ohio, US", 500));
        }

        List<VastOffer> offers = client.offers()
                .search(VastOfferQuery.builder()
                        .orderBy("dph_total", false)
                        .limit(limit)
                        .build());

        assertThat(offers).hasSize(found);
        assertThat(offers.get(0).id()).isEqualTo(41);
        assertThat(offers.get(found - 1).id()).isEqualTo(40 + found);
    }

    @Test
    void filtersAndOrdersAndFindsNothingByAnId() {
        vast.simulator.offer(new VastMarketOffer(99, 99, "H100 SXM", 81_559, 2.1, 0.7, "Sweden, SE", 900));

        assertThat(ids("gpu_name=H100_SXM")).containsExactly(99L);
        assertThat(ids("gpu_ram>=25")).containsExactly(99L);
        assertThat(ids("geolocation in [SE,NO]")).containsExactly(99L);
        assertThat(ids("machine_id in [3,4]")).containsExactly(43L, 44L);
        assertThat(ids("dph_total<0.32 machine_id!=1")).isEmpty();
        assertThat(client.offers()
                        .search(VastOfferQuery.builder()
                                .orderBy("dph_total", true)
                                .build()))
                .extracting(VastOffer::id)
                .startsWith(99L, 60L);
        assertThat(client.offers().find(99, VastOfferQuery.Kind.ON_DEMAND, 5)).isPresent();
    }

    /** The other way to search, which Vast's own command line takes; a key is not needed, and numbers may be texts. */
    @Test
    void searchesAlsoAsTheVendorsCommandLineDoes() throws Exception {
        String asked = "{\"select_cols\":[\"*\"],\"q\":{\"machine_id\":{\"eq\":\"3\"},\"verified\":{\"eq\":true},"
                + "\"type\":\"ondemand\",\"limit\":3}}";

        HttpResponse<String> found = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(vast.simulator.url() + "/api/v0/search/asks/"))
                                .PUT(HttpRequest.BodyPublishers.ofString(asked))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.body()).contains("\"id\":43,").doesNotContain("\"id\":42,", "\"id\":44,");
    }

    @Test
    void refusesColumnsThatItDoesNotHave() {
        VastOfferQuery query =
                VastOfferQuery.builder().where("colour", Operator.EQ, "red").build();

        assertThat(Thrown.by(() -> client.offers().search(query)).kind()).isEqualTo(Kind.INVALID_REQUEST);
    }

    @Test
    void itsOffersAreCheckedAgainWhereItDoesNotHeedItsFilters() {
        vast.simulator.heedFilters(false);

        assertThat(ids("dph_total<=0.325")).containsExactly(41L, 42L);
    }

    @Test
    void refusesABidBelowTheLowest() {
        VastRental low = VastRental.ofImage("a/b").bid(new BigDecimal("0.09")).build();

        assertThat(Thrown.by(() -> client.instances().create(41, low)).code()).isEqualTo("invalid_price");
        assertThat(vast.simulator.billed()).isEmpty();
    }

    @Test
    void billsVolumesUntilTheyAreDeletedAndOnlyOnTheirMachine() {
        String name = client.volumes().create(41, 100);
        VastVolume volume = client.volumes().list().get(0);
        VastRental here = VastRental.ofImage("a/b").volume(volume.id(), "/data").build();

        assertThat(name).isEqualTo("V." + volume.id());
        assertThat(Thrown.by(() -> client.instances().create(42, here)).kind()).isEqualTo(Kind.INVALID_REQUEST);
        MachineId id = client.instances().create(41, here);
        assertThat(client.instances().list().instances().get(0).volumes()).containsExactly(name);
        assertThat(Thrown.by(() -> client.volumes().delete(volume.id())).kind()).isEqualTo(Kind.INVALID_REQUEST);

        vast.provider.destroy(id);
        vast.pass(Duration.ofMinutes(1));
        BigDecimal before = client.account().creditUsd();
        vast.pass(Duration.ofHours(72));
        assertThat(before.subtract(client.account().creditUsd()).doubleValue())
                .isCloseTo(72 * 100 * 0.15 / 720, within(0.001));

        client.volumes().delete(volume.id());
        client.volumes().delete(volume.id());
        assertThat(client.volumes().list()).isEmpty();
        assertThat(client.volumes().search(List.of(new VastFilter("disk_space", Operator.GTE, List.of(100)))))
                .hasSize(20);
    }

    @Test
    void keepsLogsAndRunsItsThreeCommands() {
        MachineId id = running("token0001");
        vast.simulator.putFile(id, "/workspace/model.bin", 700);
        vast.simulator.putFile(id, "/workspace/log.txt", 30);

        assertThat(client.instances().logs(id, 1, null, false)).endsWith("container: RUNNING");
        assertThat(client.instances().logs(id, 9, "STARTING", true)).endsWith("daemon: STARTING");
        assertThat(client.instances().execute(id, "ls /workspace/"))
                .isEqualTo("/workspace/log.txt\n/workspace/model.bin\n");
        assertThat(client.instances().execute(id, "du /workspace/")).isEqualTo("730\t/workspace/\n");
        client.instances().execute(id, "rm /workspace/log.txt");
        assertThat(client.instances().execute(id, "ls")).isEqualTo("/workspace/model.bin\n");
    }

    @Test
    void givesTheKeysOfTheAccountToMachinesThatAreRentedLater() {
        assertThat(client.keys().list()).isEmpty();
        MachineId before = running("token0001");
        client.keys().add(KEY);
        MachineId after = running("token0002");

        assertThat(client.keys().list(before)).isEmpty();
        assertThat(client.keys().list(after))
                .extracting(VastKeys.Key::publicKey)
                .containsExactly(KEY);

        client.keys().attach(before, KEY + "2");
        long attached = client.keys().list(before).get(0).id();
        client.keys().detach(before, attached);
        assertThat(client.keys().list(before)).isEmpty();

        client.keys().remove(client.keys().list().get(0).id());
        client.keys().remove(4711);
        assertThat(client.keys().list()).isEmpty();
    }

    @Test
    void copiesBetweenMachinesAndToTheCloudInItsTime() {
        MachineId from = running("token0001");
        MachineId to = running("token0002");
        vast.simulator.putFile(from, "/workspace/model.bin", 700);

        client.files().copy("C." + from, "/workspace/", to.value(), "/data/");
        assertThat(client.instances().execute(to, "ls")).isEmpty();
        vast.pass(Duration.ofSeconds(30));
        assertThat(client.instances().execute(to, "ls")).isEqualTo("/data/model.bin\n");
        assertThat(client.instances().show(to).orElseThrow().statusMessage()).isEqualTo("Operation Finished");

        String cloud = client.files().connections().get(0).id();
        client.files().cloudCopy(to, "/data/", "/backup/", cloud, true);
        vast.pass(Duration.ofSeconds(30));
        client.files().cloudCopy(from, "/backup/", "/restored/", cloud, false);
        vast.pass(Duration.ofSeconds(30));
        assertThat(client.instances().execute(from, "ls /restored")).isEqualTo("/restored/model.bin\n");
        assertThat(client.files()
                        .prepareRsync(from.value(), "/workspace/", null, "here")
                        .port())
                .isPositive();
    }

    @Test
    void finishesNoCopyThatIsCancelled() {
        MachineId from = running("token0001");
        MachineId to = running("token0002");
        vast.simulator.putFile(from, "/a", 1);
        client.files().copy(from.value(), "/a", to.value(), "/b");

        client.files().cancelCopy(to.value());

        vast.pass(Duration.ofMinutes(5));
        assertThat(client.instances().execute(to, "ls")).isEmpty();
    }

    @Test
    void pushesSnapshotsUnderANameOfItsOwnAndLosesFilesOnARecycle() {
        MachineId id = running("token0001");
        vast.simulator.putFile(id, "/a", 1);

        client.files().takeSnapshot(id, "docker.io", "me/images", "me", "secret", true);
        client.instances().recycle(id);

        assertThat(vast.simulator.snapshots())
                .singleElement()
                .asString()
                .startsWith("docker.io/me/images:instance_" + id + "_at_");
        assertThat(client.instances().execute(id, "ls")).isEmpty();
    }

    @Test
    void costsMoreOnceAHigherPriceIsAccepted() {
        MachineId accepted = running("token0001");
        MachineId rejected = running("token0002");
        vast.simulator.askMore(accepted, 0.62);
        vast.simulator.askMore(rejected, 0.62);

        List<VastAccount.PriceIncrease> asked = client.account().pendingPriceIncreases();
        assertThat(asked.get(0).newGpuUsdPerHour().doubleValue()).isCloseTo(0.62, within(1e-9));
        client.account().accept(asked.get(0));
        client.account().reject(asked.get(1));

        assertThat(client.account().pendingPriceIncreases()).isEmpty();
        assertThat(rate(accepted)).isCloseTo(0.62 + 20 * 0.15 / 720, within(1e-9));
        assertThat(rate(rejected)).isCloseTo(0.32 + 20 * 0.15 / 720, within(1e-9));
        BigDecimal before = vast.cloud.billedUsd(accepted);
        vast.pass(Duration.ofHours(1));
        assertThat(vast.cloud.billedUsd(accepted).subtract(before).doubleValue())
                .isCloseTo(rate(accepted), within(1e-6));
    }

    @Test
    void billsABidForWhatWasBid() {
        MachineId id = vast.rentSpot("token0001");
        vast.pass(Duration.ofMinutes(5));

        client.instances().changeBid(id, new BigDecimal("0.25"));

        BigDecimal before = vast.cloud.billedUsd(id);
        vast.pass(Duration.ofHours(2));
        assertThat(vast.cloud.billedUsd(id).subtract(before).doubleValue())
                .isCloseTo(2 * (0.25 + 20 * 0.15 / 720), within(1e-6));
    }

    @Test
    void signsWhatItTells() throws Exception {
        try (MockWebServer listener = new MockWebServer()) {
            listener.start();
            for (int i = 0; i < 3; i++) {
                listener.enqueue(new MockResponse.Builder().code(200).build());
            }
            vast.simulator.webhook(URI.create(listener.url("/vast").toString()), "hook-secret");
            MachineId id = vast.rentSpot("token0001");
            vast.pass(Duration.ofMinutes(1));
            vast.simulator.machine(id).preempt("outbid");
            vast.pass(Duration.ofSeconds(1));

            assertThat(event(listener)).contains("\"instance:started\"", id.value());
            assertThat(event(listener)).contains("\"client:outbid\"", id.value());

            vast.simulator.paidIn(new BigDecimal("0.50"));
            assertThat(event(listener)).contains("\"client:low_credit\"");
        }
    }

    @Test
    void showsHowToLogInWhileAMachineRuns() {
        MachineId id = running("token0001");

        assertThat(client.instances().show(id).orElseThrow().sshEndpoints())
                .extracting(VastSshEndpoint::direct)
                .containsExactly(true, false);
        vast.provider.stop(id);
        vast.pass(Duration.ofMinutes(1));
        assertThat(client.instances().show(id).orElseThrow().sshEndpoints())
                .extracting(VastSshEndpoint::direct)
                .containsExactly(false);
    }

    /** Returns a body, once its signature is found to be genuine now. */
    private String event(MockWebServer listener) throws InterruptedException {
        RecordedRequest told = Objects.requireNonNull(listener.takeRequest(5, TimeUnit.SECONDS), "no event came");
        String body = TestVast.body(told);
        VastWebhook check = VastWebhook.withSecret("hook-secret");
        Instant now = vast.time.wall();
        String timestamp = told.getHeaders().get(VastWebhook.TIMESTAMP);
        String signature = told.getHeaders().get(VastWebhook.SIGNATURE);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        assertThat(check.isGenuine(timestamp, signature, bytes, now)).isTrue();
        assertThat(check.isGenuine(timestamp, signature, (body + " ").getBytes(StandardCharsets.UTF_8), now))
                .isFalse();
        assertThat(told.getHeaders().get(VastWebhook.EVENT_ID)).isNotBlank();
        return body;
    }

    private VastInstances impatient() {
        return VastClient.create(TestVast.options(vast.simulator.url(), vast.time, new ArrayList<>())
                        .gap(VastRoute.MANAGE, Duration.ZERO)
                        .connection(
                                connection -> connection.timeSource(vast.time).maxRetries(0))
                        .build())
                .instances();
    }

    private List<Long> ids(String query) {
        return client.offers().search(VastOfferQuery.parse(query).build()).stream()
                .map(VastOffer::id)
                .toList();
    }

    private MachineId running(String token) {
        MachineId id = vast.rent(token);
        vast.pass(Duration.ofMinutes(1));
        return id;
    }

    private MachineState state(MachineId id) {
        return vast.provider.read(id).orElseThrow().state();
    }

    private double rate(MachineId id) {
        return Objects.requireNonNull(vast.provider.read(id).orElseThrow().runningRate())
                .usdPerHour()
                .doubleValue();
    }
}
