package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.vast.VastFilter.Operator;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What things cost on the simulator, as the typed client sees it, and what it tells of it. */
class VastSimulatorMoneyTest {

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
        vast.running("token0001");
        BigDecimal before = client.account().creditUsd();

        vast.pass(Duration.ofHours(10));

        BigDecimal spent = before.subtract(client.account().creditUsd());
        assertThat(spent.doubleValue()).isCloseTo(10 * (0.31 + 20 * 0.15 / 720), within(0.001));
    }

    @Test
    void stopsEveryMachineWithoutCreditAndBillsDisksOn() {
        MachineId id = vast.running("token0001");
        vast.simulator.paidIn(new BigDecimal("0.05"));

        vast.pass(Duration.ofHours(1));

        assertThat(vast.state(id)).isEqualTo(MachineState.STOPPED);
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
        assertThat(vast.state(id)).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void tellsForHowLongTheCreditLasts() {
        vast.simulator.paidIn(BigDecimal.ONE);
        vast.rent("token0001");
        vast.pass(Duration.ofMinutes(1));
        Duration before = lasts();

        vast.pass(Duration.ofMinutes(90));

        assertThat(before.minus(lasts()).minusMinutes(90).abs()).isLessThan(Duration.ofMinutes(1));
    }

    private Duration lasts() {
        return vast.provider.credit().orElseThrow().lasts().orElseThrow();
    }

    @Test
    void chargesWhatItBilled() {
        vast.running("token0001");
        vast.pass(Duration.ofHours(3));

        List<VastAccount.Charge> charges =
                client.account().charges(vast.time.wall().minus(Duration.ofDays(1)), vast.time.wall());

        assertThat(charges).singleElement().satisfies(charge -> {
            assertThat(charge.usd()).isCloseTo(vast.cloud.billedUsd(), within(new BigDecimal("0.001")));
            assertThat(charge.items()).extracting(VastAccount.Item::type).containsExactly("gpu", "disk");
        });
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
    void costsMoreOnceAHigherPriceIsAccepted() {
        MachineId accepted = vast.running("token0001");
        MachineId rejected = vast.running("token0002");
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

        client.instances().changeBid(id, new BigDecimal("0.25"), 1);

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

    private double rate(MachineId id) {
        return Objects.requireNonNull(vast.provider.read(id).orElseThrow().runningRate())
                .usdPerHour()
                .doubleValue();
    }
}
