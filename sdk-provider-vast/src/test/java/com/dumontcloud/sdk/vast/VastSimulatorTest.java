package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the simulator holds true, as the typed client sees it: keys, searches, and what is done on machines. */
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

    @Test
    void knowsNoKeyButThoseThatWereMade() {
        vast.simulator.key("another-key", EnumSet.allOf(VastScope.class));

        VastException thrown = Thrown.by(() -> vast.provider.list());

        assertThat(thrown.kind()).isEqualTo(Kind.UNAUTHENTICATED);
        assertThat(thrown.status()).isEqualTo(404);
    }

    @Test
    void letsAKeyDoWhatItsScopesSay() {
        MachineId id = vast.running("token0001");
        vast.simulator.key(TestVast.KEY, EnumSet.of(VastScope.INSTANCE_READ, VastScope.MISC));

        assertThat(vast.provider.list().machines()).extracting(Machine::id).containsExactly(id);
        assertThat(vast.provider.searchOffers(vast.query(false))).isNotEmpty();
        assertThat(Thrown.by(() -> vast.provider.stop(id)).kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(Thrown.by(() -> client.account().creditUsd()).kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(vast.simulator.machine(id).state()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void letsItselfBeAuditedByAKeyThatMayOnlyRead() {
        MachineId id = vast.running("token0001");
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
        assertThat(vast.state(id)).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void isNeverCalledFasterThanItAllows() {
        vast.simulator.enforceGaps();
        List<MachineId> rented = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            rented.add(vast.running("token000" + i));
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
    void keepsLogsAndRunsItsThreeCommands() {
        MachineId id = vast.running("token0001");
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
        MachineId before = vast.running("token0001");
        client.keys().add(KEY);
        MachineId after = vast.running("token0002");

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
        MachineId from = vast.running("token0001");
        MachineId to = vast.running("token0002");
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
        MachineId from = vast.running("token0001");
        MachineId to = vast.running("token0002");
        vast.simulator.putFile(from, "/a", 1);
        client.files().copy(from.value(), "/a", to.value(), "/b");

        client.files().cancelCopy(to.value());

        vast.pass(Duration.ofMinutes(5));
        assertThat(client.instances().execute(to, "ls")).isEmpty();
    }

    @Test
    void pushesSnapshotsUnderANameOfItsOwnAndLosesFilesOnARecycle() {
        MachineId id = vast.running("token0001");
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
    void showsHowToLogInWhileAMachineRuns() {
        MachineId id = vast.running("token0001");

        assertThat(client.instances().show(id).orElseThrow().sshEndpoints())
                .extracting(VastSshEndpoint::direct)
                .containsExactly(true, false);
        vast.provider.stop(id);
        vast.pass(Duration.ofMinutes(1));
        assertThat(client.instances().show(id).orElseThrow().sshEndpoints())
                .extracting(VastSshEndpoint::direct)
                .containsExactly(false);
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
}
