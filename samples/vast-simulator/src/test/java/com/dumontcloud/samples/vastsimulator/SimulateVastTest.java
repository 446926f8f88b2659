package com.dumontcloud.samples.vastsimulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.vast.VastOptions;
import com.dumontcloud.sdk.vast.VastProvider;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateVastTest {

    private final CountDownLatch end = new CountDownLatch(1);

    @Test
    void isVastToWhoeverIsPointedAtIt() throws Exception {
        PipedInputStream said = new PipedInputStream();
        PrintStream out = new PrintStream(new PipedOutputStream(said), true, StandardCharsets.UTF_8);
        CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(
                () -> new SimulateVast(out, end).run(System.err, "--offers", "8", "--credit", "7.50", "--gaps"));
        String first = new BufferedReader(new InputStreamReader(said, StandardCharsets.UTF_8)).readLine();

        assertThat(first).matches("export VAST_URL=http://127\\.0\\.0\\.1:\\d+ VAST_API_KEY=any");
        Map<String, String> environment =
                Map.of("VAST_URL", first.replaceAll(".*VAST_URL=(\\S+).*", "$1"), "VAST_API_KEY", "any");
        try (VastProvider vast = VastProvider.create(VastOptions.fromEnvironment(environment))) {
            Offer cheapest = vast.searchOffers(
                            OfferQuery.builder().gpuName("H100 SXM").build())
                    .get(0);
            MachineId rented = Objects.requireNonNull(
                    vast.rent(RentalRequest.builder(cheapest, "token0001").build())
                            .machine());
            assertThat(vast.list().machines()).extracting(Machine::id).containsExactly(rented);
            assertThat(vast.credit().orElseThrow().usd()).isBetween(new BigDecimal("7.40"), new BigDecimal("7.50"));
        }

        end.countDown();
        assertThat(exitCode.get(5, TimeUnit.SECONDS)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"--faults, 1.5, 1.5", "--port, 70000, 70000", "--offers, many, many", "--credit, much, much"})
    void saysWhatIsWrongWithItsOptions(String option, String value, String complaint) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();

        int exitCode = new SimulateVast(System.out, end)
                .run(new PrintStream(errors, true, StandardCharsets.UTF_8), option, value);

        assertThat(exitCode).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains(complaint);
    }
}
