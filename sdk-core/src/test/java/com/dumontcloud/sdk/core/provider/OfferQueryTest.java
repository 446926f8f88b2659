package com.dumontcloud.sdk.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferQueryTest {

    private static final GpuSpec GPU = new GpuSpec("RTX 4090", 2, 24_576L);

    private static final Offer BARE = Offer.builder("1", GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.40"))
            .build();

    private final OfferQuery.Builder query = OfferQuery.builder().gpuCount(2);

    @Test
    void isForAnyOneGpuOnDemandUnlessItSaysMore() {
        assertThat(OfferQuery.builder().build().fits(BARE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"RTX 4090, true", "rtx 4090, true", "RTX 3090, false", "RTX_4090, false"})
    void wantsTheModelByName(String name, boolean fits) {
        assertThat(query.gpuName(name).build().fits(offer().build())).isEqualTo(fits);
    }

    @Test
    void wantsAnyOfTheModels() {
        assertThat(query.gpuNames(Set.of("H100 SXM", "rtx 4090")).build().fits(offer().build()))
                .isTrue();
        assertThat(query.gpuNames(Set.of("H100 SXM", "H100 PCIE")).build().fits(offer().build()))
                .isFalse();
        assertThat(query.gpuNames(Set.of()).build().fits(offer().build())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, true", "3, false"})
    void wantsThatManyGpus(int count, boolean fits) {
        assertThat(query.gpuCount(count).build().fits(offer().build())).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({"24575, true", "24576, true", "24577, false"})
    void wantsThatMuchMemoryOfEachGpu(long mib, boolean fits) {
        assertThat(query.minGpuMemoryMib(mib).build().fits(offer().build())).isEqualTo(fits);
    }

    /** The offer is 0.80 at a lowest bid of 0.50: whatever is bid, 0.30 are billed beside it. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, 0.80, true",
                "-, 0.79, false",
                "0.49, 1.00, false",
                "0.50, 0.80, true",
                "0.50, 0.79, false",
                "0.70, 1.00, true",
                "0.71, 1.00, false",
                "0.70, 0.99, false"
            })
    void wantsThatPriceAtMostAtTheBidAndWithWhatIsBilledBesideIt(String bid, String usd, boolean fits) {
        Offer spot =
                offer().interruptible(true).lowestBid(HourlyRate.ofUsd("0.50")).build();

        assertThat(query.interruptible(true)
                        .maxRate(HourlyRate.ofUsd(usd))
                        .build()
                        .fits(spot, bid == null ? null : HourlyRate.ofUsd(bid)))
                .isEqualTo(fits);
    }

    @Test
    void anOfferWhoseLowestBidIsAboveItsRateCannotBe() {
        assertThat(offer().lowestBid(HourlyRate.ofUsd("0.80")).build().lowestBid())
                .isEqualTo(HourlyRate.ofUsd("0.80"));
        assertThat(offer().build().lowestBid()).as("unless said").isEqualTo(HourlyRate.ofUsd("0.80"));
        assertThatThrownBy(() -> offer().lowestBid(HourlyRate.ofUsd("0.81")).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.81");
    }

    @ParameterizedTest
    @CsvSource({"0.80, true", "0.79, false", "0.81, true"})
    void wantsThatPriceAtMost(String usd, boolean fits) {
        assertThat(query.maxRate(HourlyRate.ofUsd(usd)).build().fits(offer().build()))
                .isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({"0.95, true", "0.98, true", "0.981, false"})
    void wantsThatReliabilityAtLeast(double least, boolean fits) {
        assertThat(query.minReliability(least).build().fits(offer().build())).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({"99, true", "100, true", "101, false"})
    void wantsThatLargeADisk(int gb, boolean fits) {
        assertThat(query.diskGb(gb).build().fits(offer().build())).isEqualTo(fits);
    }

    @Test
    void wantsOneOfTheRegions() {
        assertThat(query.regions("us", "se").build().fits(offer().build())).isTrue();
        assertThat(query.regions("US").build().fits(offer().build())).isFalse();
    }

    @Test
    void wantsWhatCanBeTakenAwayOnlyWhereItSaysSo() {
        Offer spot = offer().interruptible(true).build();

        assertThat(query.build().fits(spot)).isFalse();
        assertThat(query.interruptible(true).build().fits(spot)).isTrue();
        assertThat(query.interruptible(true).build().fits(offer().build())).isFalse();
    }

    @Test
    void keepsAwayFromHosts() {
        assertThat(query.excludedHosts(Set.of("h-1")).build().fits(offer().build()))
                .isFalse();
        assertThat(query.excludedHosts(Set.of("h-2")).build().fits(offer().build()))
                .isTrue();
    }

    @Test
    void takesWhatAnOfferDoesNotSayForMissing() {
        OfferQuery.Builder one = OfferQuery.builder();

        assertThat(one.minGpuMemoryMib(1).build().fits(BARE)).isFalse();
        assertThat(OfferQuery.builder().regions("SE").build().fits(BARE)).isFalse();
        assertThat(OfferQuery.builder().minReliability(0).build().fits(BARE)).isFalse();
        assertThat(OfferQuery.builder().diskGb(5_000).build().fits(BARE)).isTrue(); // No limit is named.
    }

    @Test
    void isTheSameAfterItWasTakenApart() {
        OfferQuery whole = query.gpuName("RTX 4090")
                .minGpuMemoryMib(24_000)
                .regions("SE")
                .diskGb(50)
                .maxRate(HourlyRate.ofUsd("1"))
                .minReliability(0.9)
                .interruptible(true)
                .excludedHosts(Set.of("h-2"))
                .limit(3)
                .build();

        assertThat(whole.toBuilder().build()).usingRecursiveComparison().isEqualTo(whole);
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThatThrownBy(() -> query.gpuCount(-1)
                        .minGpuMemoryMib(0)
                        .diskGb(0)
                        .minReliability(1.01)
                        .limit(0)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("gpuCount", "minGpuMemoryMib", "diskGb", "minReliability", "limit");
    }

    private static Offer.Builder offer() {
        return Offer.builder("1", GPU, HourlyRate.ofUsd("0.80"))
                .region("SE")
                .host("h-1")
                .diskGb(100)
                .reliability(0.98);
    }
}
