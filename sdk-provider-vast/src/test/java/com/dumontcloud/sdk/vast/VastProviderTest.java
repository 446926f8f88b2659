package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.RecordedRequest;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VastProviderTest {

    private static final MachineId ID = MachineId.of("7");
    private static final String DONE = "{\"success\":true}";
    private static final String NO_VOLUMES = "{\"volumes\":[]}";
    static final String REFUSED = "{\"success\":false,\"error\":\"resources_unavailable\",\"msg\":\"Required"
            + " resources are currently unavailable, state change queued.\"}";

    private TestVast vast;

    @BeforeEach
    void start() {
        vast = new TestVast();
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    @Test
    void tellsWhatAMachineCostsRunningAndParked() {
        shows(
                "\"dph_total\":0.42,\"storage_cost\":0.14933,\"disk_space\":10,\"cur_state\":\"running\",\"actual_status\":\"running\",\"gpu_name\":\"RTX"
                        + " 4090\",\"num_gpus\":2,\"gpu_ram\":24564,\"geolocation\":\"California,"
                        + " US\",\"start_date\":1700000000.5,\"label\":\"train dumont:team=vision\"");

        Machine machine = provider().read(ID).orElseThrow();

        assertThat(machine.runningRate()).isEqualTo(HourlyRate.ofUsd("0.42"));
        assertThat(machine.parkedRate().usdPerHour().doubleValue()).isEqualTo(0.0020740277, within());
        assertThat(machine.gpu().count()).isEqualTo(2);
        assertThat(machine.gpu().memoryMib()).isEqualTo(24_564);
        assertThat(machine.region()).isEqualTo("US");
        assertThat(machine.name()).isEqualTo("train");
        assertThat(machine.labels()).isEqualTo(Map.of("team", "vision"));
    }

    @Test
    void countsNothingForAHostThatIsOfflineAndTheFullPriceForOneThatIsFrozen() {
        for (String status : List.of("offline", "frozen")) {
            shows("\"dph_total\":0.42,\"storage_total_cost\":0.01,\"actual_status\":\"" + status + "\"");
        }
        VastProvider provider = provider();

        Machine offline = provider.read(ID).orElseThrow();
        Machine frozen = provider.read(ID).orElseThrow();

        assertThat(offline.billedRate()).isEqualTo(HourlyRate.FREE);
        assertThat(frozen.state()).isEqualTo(MachineState.HIBERNATING);
        assertThat(frozen.billedRate()).isEqualTo(HourlyRate.ofUsd("0.42"));
        assertThat(List.of(offline, frozen)).allSatisfy(machine -> {
            assertThat(machine.runningRate()).isEqualTo(HourlyRate.ofUsd("0.42"));
            assertThat(machine.parkedRate()).isEqualTo(HourlyRate.ofUsd("0.01"));
        });
    }

    /** Running, loading, outbid, queued and crashed; and one whose host says no price. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", textBlock = """
        "actual_status":"running","cur_state":"running","dph_total":0.42,"storage_total_cost":0.01 | 0.42
        "actual_status":"loading","cur_state":"running","dph_total":0.42,"storage_total_cost":0.01 | 0.01
        "actual_status":"exited","cur_state":"stopped","is_bid":true,"dph_total":0.42,"storage_total_cost":0.01 | 0.01
        "actual_status":"exited","cur_state":"stopped","next_state":"running","dph_total":0.42,"storage_total_cost":0.01 | 0.01
        "actual_status":"exited","cur_state":"running","dph_total":0.42,"storage_total_cost":0.01 | 0.42
        "actual_status":"running","cur_state":"running","storage_total_cost":0.01 | -
        "actual_status":"exited","cur_state":"stopped","dph_total":0.42 | -
        """)
    void tellsWhatAMachineIsBilledNow(String fields, @Nullable String usd) {
        shows(fields);

        assertThat(provider().read(ID).orElseThrow().billedRate())
                .isEqualTo(usd == null ? null : HourlyRate.ofUsd(usd));
    }

    @Test
    void keepsTheStateBeforeWhileTheHostIsSilentAndFailsAtTheLimit() {
        String running = "\"actual_status\":\"running\",\"cur_state\":\"running\"";
        String unknown = "\"actual_status\":\"unknown\",\"cur_state\":\"running\"";
        shows(running);
        shows(unknown);
        shows(unknown);
        shows(unknown);
        VastProvider provider = provider(options -> options.gap(VastRoute.SHOW, Duration.ZERO));

        assertThat(provider.read(ID).orElseThrow().state()).isEqualTo(MachineState.RUNNING);
        Machine stale = provider.read(ID).orElseThrow();
        assertThat(stale.state()).isEqualTo(MachineState.RUNNING);
        assertThat(stale.stateReason()).startsWith("stale");
        vast.time.advance(Duration.ofMinutes(10).minusNanos(1));
        assertThat(provider.read(ID).orElseThrow().state()).isEqualTo(MachineState.RUNNING);
        vast.time.advance(Duration.ofNanos(1));
        assertThat(provider.read(ID).orElseThrow().state()).isEqualTo(MachineState.FAILED);
    }

    @Test
    void takesAMachineForGoneOnlyWhereTheListAgrees() {
        vast.answer("{\"instances\":null}").answer(VastListTest.page("null", 0));
        vast.answer("{\"instances\":null}")
                .answer(VastListTest.page("null", 1, "{\"id\":7,\"cur_state\":\"stopped\"}"));
        vast.answer("{\"instances\":null}").answer(VastListTest.page("null", 5));
        VastProvider provider = provider();

        assertThat(provider.read(ID)).isEmpty();
        assertThat(provider.read(ID)).isPresent();
        assertThat(Thrown.anyBy(() -> provider.read(ID)).kind()).isEqualTo(Kind.INVALID_ANSWER);
        vast.taken();
        assertThat(vast.taken().getUrl().queryParameter("select_filters")).isEqualTo("{\"id\":{\"in\":[7]}}");
    }

    @Test
    void listsOnceForEverybodyWhoAsksWithin5Seconds() {
        vast.answer(VastListTest.page("null", 1, "{\"id\":7}")).answer(VastListTest.page("null", 0));
        VastProvider provider = provider();

        assertThat(provider.list().machines()).hasSize(1);
        vast.time.advance(Duration.ofSeconds(5));
        assertThat(provider.list().machines()).hasSize(1);
        assertThat(vast.requests()).isOne();
        vast.time.advance(Duration.ofNanos(1));
        assertThat(provider.list().machines()).isEmpty();
        assertThat(provider.list().asOf()).isEqualTo(TestVast.NOW.plusSeconds(5).plusNanos(1));
    }

    @Test
    void listsAnewAfterAChangeOfItsOwn() {
        vast.answer(VastListTest.page("null", 1, "{\"id\":7}")).answer(DONE).answer(VastListTest.page("null", 0));
        VastProvider provider = provider();

        provider.list();
        provider.destroy(ID);

        assertThat(provider.list().machines()).isEmpty();
    }

    @Test
    void leavesOutWhatIsUnloaded() {
        vast.answer(VastListTest.page("null", 2, "{\"id\":7,\"cur_state\":\"unloaded\"}", "{\"id\":8}"));

        assertThat(provider().list().machines()).extracting(Machine::id).containsExactly(MachineId.of("8"));
    }

    @ParameterizedTest
    @CsvSource({"4.9, IDLE", "5, BUSY", "80, BUSY", "0, IDLE", "1.1, IDLE"})
    void calledIdleOnlyAfterAMinuteOfLowReadings(String percent, Witness expected) {
        String running = "\"actual_status\":\"running\",\"cur_state\":\"running\",\"gpu_util\":";
        shows(running + percent);
        shows(running + "0");
        shows(running + "-1");
        VastProvider provider = provider();

        assertThat(provider.witness(ID)).isEqualTo(expected == Witness.BUSY ? Witness.BUSY : Witness.UNKNOWN);
        vast.time.advance(Duration.ofMinutes(1));
        assertThat(provider.witness(ID)).isEqualTo(expected);
        assertThat(provider.witness(ID)).isEqualTo(Witness.UNKNOWN);
    }

    /** It may be a share of 1: what is busy must not be taken for idle. */
    @ParameterizedTest
    @ValueSource(strings = {"0.0001", "0.5", "0.98", "1"})
    void saysNothingByAUtilizationThatMayBeAFraction(String reading) {
        for (int i = 0; i < 3; i++) {
            shows("\"actual_status\":\"running\",\"cur_state\":\"running\",\"gpu_util\":" + reading);
        }
        VastProvider provider = provider();

        for (int i = 0; i < 3; i++) {
            assertThat(provider.witness(ID)).isEqualTo(Witness.UNKNOWN);
            vast.time.advance(Duration.ofMinutes(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"PT2M, IDLE", "PT2M0.000000001S, UNKNOWN", "PT9M, UNKNOWN"})
    void callsNoMachineIdleOverAGap(Duration between, Witness expected) {
        shows("\"actual_status\":\"running\",\"cur_state\":\"running\",\"gpu_util\":0");
        shows("\"actual_status\":\"running\",\"cur_state\":\"running\",\"gpu_util\":0");
        VastProvider provider = provider();

        provider.witness(ID);
        vast.time.advance(between);

        assertThat(provider.witness(ID)).isEqualTo(expected);
    }

    @Test
    void asksWhetherAGpuIsFreeForEachCountOfGpus() {
        String stopped = "\"cur_state\":\"stopped\",\"machine_id\":3,\"num_gpus\":";
        shows(stopped + "1");
        vast.answer("{\"offers\":[{\"id\":1,\"machine_id\":3,\"num_gpus\":1}]}");
        shows(stopped + "4");
        vast.answer("{\"offers\":[]}");
        VastProvider provider = provider();

        assertThat(provider.wakeRisk(ID).refusalProbability()).isEqualTo(0.1, within());
        assertThat(provider.wakeRisk(ID).refusalProbability()).isEqualTo(0.9, within());
    }

    /** Whatever its host offers: to others. */
    @ParameterizedTest
    @CsvSource({"PT0.000000001S, 0.1", "PT0S, 1", "PT-1H, 1"})
    void expectsNoWakeOnceTheContractOfItsHostHasEnded(Duration left, double expected) {
        shows("\"cur_state\":\"stopped\",\"machine_id\":3,\"num_gpus\":1,\"end_date\":"
                + TestVast.NOW.plusSeconds(3600).getEpochSecond());
        vast.answer("{\"offers\":[{\"id\":1,\"machine_id\":3,\"num_gpus\":1}]}");
        VastProvider provider = provider();
        vast.time.advance(Duration.ofHours(1).minus(left));

        assertThat(provider.wakeRisk(ID).refusalProbability()).isEqualTo(expected, within());
    }

    @Test
    void callsAMachineDeadWhoseHostIsOffline() {
        shows("\"actual_status\":\"offline\",\"cur_state\":\"running\"");

        assertThat(provider().witness(ID)).isEqualTo(Witness.DEAD);
    }

    @Test
    void estimatesAWakeFromTheHostsOffersAndFromRefusals() {
        String stopped = "\"cur_state\":\"stopped\",\"machine_id\":3,\"num_gpus\":1";
        shows(stopped);
        vast.answer("{\"offers\":[{\"id\":1,\"machine_id\":3,\"num_gpus\":1}]}");
        vast.answer(REFUSED).answer(DONE);
        shows(stopped);
        VastProvider provider = provider();

        double free = provider.wakeRisk(ID).refusalProbability();
        provider.start(ID);
        double refusedOnce = provider.wakeRisk(ID).refusalProbability();

        assertThat(free).isEqualTo(0.1, within());
        assertThat(refusedOnce).isEqualTo((0.3 + 1) / 4, within());
        vast.taken();
        assertThat(TestVast.body(vast.taken())).contains("\"machine_id\":{\"eq\":3}", "\"num_gpus\":{\"gte\":1}");
    }

    @Test
    void rentsWithItsTokenInTheLabel() {
        vast.answer("{\"success\":true,\"new_contract\":7}");

        provider().rent(request().image("tensorflow").diskGb(1).build());

        RecordedRequest request = vast.taken();
        assertThat(TestVast.line(request)).isEqualTo("PUT /api/v0/asks/41/");
        assertThat(TestVast.body(request))
                .contains("\"label\":\"dumont:R=rental0001\"")
                .contains("\"image\":\"tensorflow/tensorflow:latest-gpu\"")
                .contains("\"disk\":8.0", "\"cancel_unavail\":true");
    }

    /** A disk has 8 GB at least, and offers are priced with the disk that is rented: 8 GB at 0.09 USD a GB and month are 0.001 USD/h. */
    @ParameterizedTest
    @CsvSource({"1, 8.0, 0.001", "8, 8.0, 0.001", "80, 80.0, 0.01"})
    void pricesOffersWithTheDiskThatIsRented(int asked, String sent, String parked) {
        vast.answer("{\"offers\":[{\"id\":41,\"gpu_name\":\"RTX 4090\",\"num_gpus\":1,\"dph_total\":0.3,"
                + "\"storage_cost\":0.09,\"disk_space\":500}]}");

        Offer offer = provider()
                .searchOffers(OfferQuery.builder().diskGb(asked).build())
                .get(0);

        assertThat(TestVast.body(vast.taken()))
                .contains("\"allocated_storage\":" + sent, "\"disk_space\":{\"gte\":" + Math.max(8, asked) + "}");
        assertThat(offer.parkedRate().usdPerHour()).isEqualByComparingTo(parked);
    }

    /** As the vendor's reference has it: a stop keeps the disk, boots, bids and labels are routes; waits need an end, and rentals lag. */
    @Test
    void saysWhatVastCanDo() {
        ProviderCapabilities can = provider().capabilities();

        assertThat(List.of(can.keepsDisk(), can.reboots(), can.rents(), can.interruptible(), can.labels()))
                .containsOnly(true);
        assertThat(can.startTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(can.rentalShowsWithin()).isEqualTo(Duration.ofMinutes(2));
        assertThat(provider(options -> options.creationGrace(Duration.ofMinutes(5)))
                        .capabilities()
                        .rentalShowsWithin())
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(vast.requests()).isZero();
    }

    /** A name is text of people's, of one line, and gives way to what money hangs on: a create takes 256 characters. */
    @ParameterizedTest
    @CsvSource({
        "meu treino, meu treino",
        "'  meu\ttreino ', meu treino",
        "dumont:R=other, dumont:R=other",
        "'of two\nlines', of two lines"
    })
    void rentsWithTheNameThatPeopleGave(String name, String shown) {
        vast.answer("{\"success\":true,\"new_contract\":7}");

        provider().rent(request().name(name).label(new Label("team", "vision")).build());

        String label = label(TestVast.body(vast.taken()));
        assertThat(label).startsWith(shown + " dumont:").contains("R=rental0001", "team=vision");
        assertThat(VastLabel.parse(label).name()).isEqualTo(shown);
    }

    @Test
    void shortensANameThatLeavesNoRoomForWhatMoneyHangsOn() {
        vast.answer("{\"success\":true,\"new_contract\":7}");
        RentalRequest.Builder request = request().name("x".repeat(64));
        for (int i = 0; i < 3; i++) {
            request.label(new Label("l" + i, "v".repeat(64)));
        }

        provider().rent(request.build());

        String label = label(TestVast.body(vast.taken()));
        assertThat(label).hasSize(256).startsWith("xxx");
        assertThat(VastLabel.parse(label).labels()).hasSize(4).containsEntry("dumont-rental", "rental0001");
    }

    private static String label(String create) {
        return Objects.requireNonNull(
                JsonObject.parse(create.getBytes(StandardCharsets.UTF_8)).text("label"));
    }

    /** Who hears that there is none rents another. */
    @ParameterizedTest
    @MethodSource("com.dumontcloud.sdk.vast.VastListTest#listsThatDoNotSayHowLongTheyAre")
    void neverSaysThatARentalIsMissingByAListThatDoesNotSayHowLongItIs(String body) {
        vast.answer(body).answer(body).answer(body);
        VastProvider provider = provider();

        assertThat(provider.list().complete()).isFalse();
        assertThat(Thrown.anyBy(() -> provider.findRented("rental0001", Set.of()))
                        .kind())
                .isEqualTo(Kind.INVALID_ANSWER);
    }

    @Test
    void showsAMachineFromTheMomentItIsRented() {
        vast.answer("{\"success\":true,\"new_contract\":7}");
        vast.answer("{\"instances\":null}").answer(VastListTest.page("null", 0));
        vast.answer("{\"instances\":null}").answer(VastListTest.page("null", 0));
        VastProvider provider = provider();
        provider.rent(request().build());

        assertThat(provider.read(ID).orElseThrow().state()).isEqualTo(MachineState.STARTING);
        vast.time.advance(provider.capabilities().rentalShowsWithin());
        assertThat(provider.read(ID)).isEmpty();
    }

    @Test
    void showsAMachineNoLongerThatItDestroyedRightAfterTheRental() {
        vast.answer("{\"success\":true,\"new_contract\":7}").answer(DONE);
        vast.answer("{\"instances\":null}").answer(VastListTest.page("null", 0));
        VastProvider provider = provider();
        provider.rent(request().build());

        provider.destroy(ID);

        assertThat(provider.read(ID)).isEmpty();
    }

    @Test
    void showsNoMachineThatItDestroyedWithOthersRightAfterTheRental() {
        vast.answer("{\"success\":true,\"new_contract\":7}").answer(DONE);
        vast.answer("{\"instances\":null}").answer(VastListTest.page("null", 0));
        VastProvider provider = provider();
        provider.rent(request().build());

        provider.destroyAll(List.of(ID, MachineId.of("8")));

        assertThat(provider.read(ID)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"64, 1, 64", "65, 2, 65", "100, 2, 70"})
    void searchesPastWhatOneAnswerHolds(int limit, int requests, int found) {
        vast.answer(offers(1, 64)).answer(offers(64, 7));

        List<Offer> offers = provider()
                .searchOffers(
                        OfferQuery.builder().gpuName("RTX 4090").limit(limit).build());

        assertThat(offers).hasSize(found);
        assertThat(vast.requests()).isEqualTo(requests);
    }

    @Test
    void destroysWhatAFailedRentalLeftBehind() {
        vast.answer(400, "{\"success\":false,\"error\":\"invalid_price\",\"new_contract\":99}")
                .answer(DONE);

        VastException thrown = Thrown.by(() -> provider().rent(request().build()));

        assertThat(thrown.kind()).isEqualTo(Kind.INVALID_REQUEST);
        vast.taken();
        assertThat(TestVast.line(vast.taken())).isEqualTo("DELETE /api/v0/instances/99/");
    }

    @Test
    void saysWhatToDestroyWhereItCouldNot() {
        vast.answer(400, "{\"success\":false,\"error\":\"invalid_price\",\"new_contract\":99}");
        vast.answer(403, "{\"success\":false,\"error\":\"not_authorized\"}");

        var thrown = Thrown.anyBy(() -> provider().rent(request().build()));

        assertThat(thrown.kind().leavesOutcomeUnknown()).isTrue();
        assertThat(thrown).hasMessageContaining("destroy 99");
    }

    @Test
    void searchesForAnyOfSomeGpus() {
        vast.answer("{\"offers\":[]}");

        provider()
                .searchOffers(OfferQuery.builder()
                        .gpuNames(Set.of("H100 SXM", "H100 PCIE"))
                        .build());

        assertThat(TestVast.body(vast.taken())).contains("\"gpu_name\":{\"in\":[\"H100 PCIE\",\"H100 SXM\"]}");
    }

    @Test
    void searchesByRegionAndCallsItAsItWasAsked() {
        vast.answer(
                "{\"offers\":[" + offer(1, "Bavaria, DE") + "," + offer(2, "Ohio, US") + "," + offer(3, ", FR") + "]}");

        List<Offer> found = provider()
                .searchOffers(
                        OfferQuery.builder().gpuName("RTX 4090").regions("EU").build());

        assertThat(found).extracting(Offer::id).containsExactly("1", "3");
        assertThat(found).extracting(Offer::region).containsOnly("EU");
        assertThat(TestVast.body(vast.taken())).contains("\"geolocation\":{\"in\":[\"AT\",", "\"DE\"", "\"FR\"");
    }

    /** 100 GB at 0.144 a month of 720 hours are 0.02 an hour, and what is mounted nowhere is billed as well. */
    @Test
    void burnsWhatVolumesCostToo() {
        String row = "{\"id\":7,\"cur_state\":\"running\",\"actual_status\":\"running\",\"dph_total\":1.0}";
        String volumes = "{\"volumes\":[{\"id\":901,\"disk_space\":100,\"storage_cost\":0.144},"
                + "{\"id\":902,\"disk_space\":50,\"storage_cost\":0.144,\"status\":\"available\"}]}";
        vast.answer(VastListTest.page("null", 1, row))
                .answer("{\"credit\":10.3}")
                .answer(volumes);

        Credit credit = provider().credit().orElseThrow();

        assertThat(credit.burn().usdPerHour()).isEqualByComparingTo("1.03");
        assertThat(credit.lasts()).contains(Duration.ofHours(10));
    }

    @ParameterizedTest
    @CsvSource({"403, not_authorized, FORBIDDEN", "500, server_error, SERVER"})
    void tellsNoBurnWithoutItsVolumes(int status, String error, Kind kind) {
        vast.answer(VastListTest.page("null", 0)).answer("{\"credit\":10.3}");
        for (int tries = 0; tries < 5; tries++) {
            vast.answer(status, "{\"success\":false,\"error\":\"" + error + "\"}");
        }

        assertThat(Thrown.by(() -> provider().credit()).kind()).isEqualTo(kind);
    }

    /** A price that Vast does not say is not zero. */
    @Test
    void burnsAsMuchAsRunningWhereVastDoesNotSayWhatADiskCosts() {
        String row = "{\"id\":7,\"cur_state\":\"stopped\",\"actual_status\":\"exited\",\"dph_total\":0.42}";
        vast.answer(VastListTest.page("null", 1, row)).answer("{\"credit\":10}").answer(NO_VOLUMES);

        assertThat(provider().credit().orElseThrow().burn()).isEqualTo(HourlyRate.ofUsd("0.42"));
    }

    private VastProvider provider() {
        return provider(options -> options);
    }

    private VastProvider provider(UnaryOperator<VastOptions.Builder> change) {
        return VastProvider.create(change.apply(vast.options()).build());
    }

    private void shows(String fields) {
        vast.answer("{\"instances\":{\"id\":7," + fields + "}}");
    }

    private static RentalRequest.Builder request() {
        Offer offer = Offer.builder("41", GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.4"))
                .build();
        return RentalRequest.builder(offer, "rental0001");
    }

    private static String offer(int id, String place) {
        return "{\"id\":" + id + ",\"gpu_name\":\"RTX 4090\",\"num_gpus\":1,\"dph_total\":0.4,\"disk_space\":100,"
                + "\"geolocation\":\"" + place + "\"}";
    }

    private static String offers(int first, int count) {
        return "{\"offers\":["
                + IntStream.range(first, first + count)
                        .mapToObj(id -> offer(id, "Ohio, US").replace("0.4", "0." + (400 + id)))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-9);
    }
}
