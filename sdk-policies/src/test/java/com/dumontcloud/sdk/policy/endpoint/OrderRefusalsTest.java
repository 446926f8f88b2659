package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.wire.MarketCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class OrderRefusalsTest {

    private static final String SAID = "nothing fits";

    /** One machine on demand and one that can be outbid, whose disk costs 0.02 USD/h beside the bid. */
    private static final List<Offer> MARKET = List.of(
            offer("steady", "0.40").reliability(0.9).diskGb(100).region("US").build(),
            offer("spot", "0.22")
                    .interruptible(true)
                    .lowestBid(HourlyRate.ofUsd("0.20"))
                    .region("EU")
                    .build());

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));

    @ParameterizedTest
    @CsvSource({
        "'\"gpu\":\"RTX4090\"', without_gpu, 0.40",
        "'\"gpu\":\"RTX 4090\",\"num_gpus\":2', without_num_gpus, 0.40",
        "'\"gpu\":\"RTX 4090\",\"disk_gb\":101', without_disk_gb, 0.40",
        "'\"gpu\":\"RTX 4090\",\"min_reliability\":0.91', without_min_reliability, 0.40",
        "'\"gpu\":\"RTX 4090\",\"min_gpu_memory_mb\":24577', without_min_gpu_memory_mb, 0.40",
        "'\"gpu\":\"RTX 4090\",\"max_price_usd_per_hour\":0.39', without_max_price_usd_per_hour, 0.40",
        "'\"gpu\":\"RTX 4090\",\"max_price_usd_per_hour\":0.39', without_spot, 0.22",
        "'\"gpu\":\"RTX 4090\",\"region\":\"EU\"', without_region, 0.40",
        "'\"gpu\":\"RTX 4090\",\"region\":\"EU\"', without_spot, 0.22",
        "'\"gpu\":\"RTX 4090\",\"spot\":true,\"region\":\"US\"', without_spot, 0.40",
        "'\"gpu\":\"RTX 4090\",\"spot\":true,\"region\":\"US\"', without_region, 0.22",
        "'\"gpu\":\"RTX 4090\",\"spot\":true,\"bid_usd_per_hour\":0.19', without_bid_usd_per_hour, 0.22",
    })
    void namesAWishWithoutWhichThereIsAnOffer(String order, String wish, String usdPerHour) {
        ApiFailure refusal = refusal(order, OrderRefusalsTest::search);

        assertThat(refusal.code()).isEqualTo("no_offer");
        assertThat(details(refusal)).containsEntry(wish, usdPerHour);
    }

    /** A bid of 0.30 makes 0.32 of it, with the disk. */
    @Test
    void countsWhatIsBid() {
        ApiFailure refusal = refusal(
                "\"gpu\":\"RTX 4090\",\"spot\":true,\"region\":\"US\",\"bid_usd_per_hour\":0.30",
                OrderRefusalsTest::search);

        assertThat(details(refusal)).containsEntry("without_region", "0.32");
    }

    @Test
    void roundsUpWhatIsFinerThanAnybodyReads() {
        ApiFailure refusal = refusal(
                "\"gpu\":\"RTX 4090\",\"max_price_usd_per_hour\":0.2",
                market(List.of(offer("fine", "0.234074074").build())));

        assertThat(details(refusal)).isEqualTo(Map.of("without_max_price_usd_per_hour", "0.2341"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1 offer from", "63, 63 offers from", "64, 64 offers or more from"})
    void countsAsManyAsItSearchedFor(int offered, String text) {
        List<Offer> many = IntStream.range(0, offered)
                .mapToObj(number -> offer("offer-" + number, "0.40").build())
                .toList();

        assertThat(refusal("\"gpu\":\"RTX 4090\",\"region\":\"EU\"", market(many)))
                .hasMessageContaining(text);
    }

    @Test
    void saysWhatItFoundWhereTheMarketFailsAfterwards() {
        ApiFailure refusal = refusal("\"gpu\":\"RTX 4090\",\"region\":\"EU\"", query -> {
            if (query.isInterruptible()) {
                throw new DumontException(Kind.NETWORK, "the market is gone");
            }
            return search(query);
        });

        assertThat(refusal.status()).isEqualTo(409);
        assertThat(details(refusal)).isEqualTo(Map.of("without_region", "0.40"));
        assertThat(refusal).hasMessageContaining("Not all was searched");
    }

    /** Each search takes 6 s, and nobody waits beyond 20. */
    @Test
    void saysWhatItFoundInTime() throws Exception {
        BlockingQueue<OfferQuery> asked = new LinkedBlockingQueue<>();
        CompletableFuture<ApiFailure> refusal = CompletableFuture.supplyAsync(() ->
                refusal("\"gpu\":\"RTX 4090\",\"region\":\"EU\",\"disk_gb\":100", query -> {
                    CompletableFuture<List<Offer>> answer = new CompletableFuture<>();
                    time.schedule(Duration.ofSeconds(7), () -> answer.complete(search(query)));
                    asked.add(query);
                    return answer.join();
                }));

        for (int search = 0; search < 2; search++) {
            assertThat(asked.poll(20, TimeUnit.SECONDS)).isNotNull();
            time.advance(Duration.ofSeconds(7));
        }
        assertThat(asked.poll(20, TimeUnit.SECONDS)).isNotNull();
        time.advance(Duration.ofSeconds(6));

        ApiFailure said = refusal.get(20, TimeUnit.SECONDS);
        assertThat(details(said)).isEqualTo(Map.of("without_region", "0.40", "without_spot", "0.22"));
        assertThat(said).hasMessageContaining("Not all was searched in time");
    }

    @Test
    void saysThatTheBidForAnOfferIsTooLow() {
        ApiFailure low =
                refusal("\"offer_id\":\"spot\",\"spot\":true,\"bid_usd_per_hour\":0.19", OrderRefusalsTest::search);

        assertThat(low.code()).isEqualTo("bid_too_low");
        assertThat(details(low)).isEqualTo(Map.of("field", "bid_usd_per_hour", "lowest_bid_usd_per_hour", "0.20"));
        assertThat(refusal("\"offer_id\":\"spot\",\"spot\":true,\"bid_usd_per_hour\":0.20", OrderRefusalsTest::search)
                        .code())
                .isEqualTo("unknown_offer");
    }

    private static List<Offer> search(OfferQuery query) {
        return market(MARKET).apply(query);
    }

    private static Function<OfferQuery, List<Offer>> market(List<Offer> all) {
        return query -> all.stream().filter(query::fits).limit(query.limit()).toList();
    }

    private ApiFailure refusal(String order, Function<OfferQuery, List<Offer>> market) {
        MachineOrder decoded = MarketCodec.decodeOrder(Tokens.utf8("{" + order + "}"));
        CompletableFuture<ApiResponse> refused =
                new OrderRefusals(new OfferSearches(market, time)).nothingFits(decoded, SAID);
        CompletionException failure = catchThrowableOfType(
                CompletionException.class,
                () -> refused.orTimeout(50, TimeUnit.SECONDS).join());
        assertThat(failure.getCause()).isInstanceOf(ApiFailure.class);
        return (ApiFailure) failure.getCause();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> details(ApiFailure failure) {
        Object document = Json.read(new String(failure.response("r").body(), StandardCharsets.UTF_8));
        return (Map<String, Object>) Json.at(document, "error.details");
    }

    private static Offer.Builder offer(String id, String usdPerHour) {
        return Offer.builder(id, new GpuSpec("RTX 4090", 1, 24_576L), HourlyRate.ofUsd(usdPerHour));
    }
}
