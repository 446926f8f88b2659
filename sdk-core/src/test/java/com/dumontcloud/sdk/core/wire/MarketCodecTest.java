package com.dumontcloud.sdk.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.provider.OfferQuery;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MarketCodecTest {

    @Test
    void asksForAnyOfSomeGpus() {
        OfferQuery query = OfferQuery.builder()
                .gpuNames(Set.of("H100 SXM", "H100 PCIE"))
                .diskGb(50)
                .build();

        Map<String, String> parameters = MarketCodec.encodeQuery(query);

        assertThat(parameters).containsEntry("gpu", "H100 PCIE,H100 SXM");
        assertThat(MarketCodec.decodeQuery(parameters::get))
                .usingRecursiveComparison()
                .isEqualTo(query);
    }
}
