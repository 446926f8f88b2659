package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.vast.VastFilter.Operator;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VastSearchTest {

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
    void asksAsTheReferenceDoes() {
        vast.answer("{\"offers\":[]}");

        vast.client()
                .offers()
                .search(VastOfferQuery.builder()
                        .where("gpu_name", Operator.EQ, "RTX 4090")
                        .where("num_gpus", Operator.EQ, 1)
                        .where("gpu_ram", Operator.GTE, 24000)
                        .where("geolocation", Operator.IN, "US", "CA")
                        .diskGb(50)
                        .orderBy("dph_total", false)
                        .build());

        RecordedRequest request = vast.taken();
        assertThat(TestVast.line(request)).isEqualTo("POST /api/v0/bundles/");
        assertThat(TestVast.body(request))
                .isEqualTo("{\"verified\":{\"eq\":true},\"external\":{\"eq\":false},\"rentable\":{\"eq\":true},"
                        + "\"gpu_name\":{\"eq\":\"RTX 4090\"},\"num_gpus\":{\"eq\":1},\"gpu_ram\":{\"gte\":24000},"
                        + "\"geolocation\":{\"in\":[\"US\",\"CA\"]},\"type\":\"on-demand\","
                        + "\"order\":[[\"dph_total\",\"asc\"]],\"limit\":64,\"allocated_storage\":50.0}");
    }

    @ParameterizedTest
    @CsvSource({"ON_DEMAND, on-demand", "BID, bid", "RESERVED, reserved"})
    void asksForEachKindOfRental(VastOfferQuery.Kind kind, String word) {
        vast.answer("{\"offers\":[]}");

        vast.client().offers().search(VastOfferQuery.builder().kind(kind).build());

        assertThat(TestVast.body(vast.taken())).contains("\"type\":\"" + word + "\"");
    }

    @Test
    void readsQueriesAsTheCommandLineTakesThem() {
        vast.answer("{\"offers\":[]}");

        vast.client()
                .offers()
                .search(VastOfferQuery.parse("gpu_name=RTX_4090 gpu_ram>=24 num_gpus != 3 dph_total < 0.5"
                                + " geolocation in [US,CA] cuda_vers>11.2 verified=any machine_id notin [1,2]")
                        .build());

        assertThat(TestVast.body(vast.taken()))
                .contains("\"gpu_name\":{\"eq\":\"RTX 4090\"}")
                .contains("\"gpu_ram\":{\"gte\":24000}")
                .contains("\"num_gpus\":{\"neq\":3}")
                .contains("\"dph_total\":{\"lt\":0.5}")
                .contains("\"geolocation\":{\"in\":[\"US\",\"CA\"]}")
                .contains("\"cuda_vers\":{\"gt\":11.2}")
                .contains("\"machine_id\":{\"notin\":[1,2]}")
                .doesNotContain("verified");
    }

    @Test
    void refusesAQueryThatItCannotRead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VastOfferQuery.parse("gpu_name=RTX_4090 and then some"))
                .withMessageContaining("and then some");
    }

    /** Both sides of each operator, and AT its edge, on what Vast sends although it was told not to. */
    @ParameterizedTest
    @CsvSource({
        "EQ, 2, 2",
        "NEQ, 2, 1 3",
        "GT, 2, 3",
        "GTE, 2, 2 3",
        "LT, 2, 1",
        "LTE, 2, 1 2",
        "IN, 2, 2",
        "NOTIN, 2, 1 3"
    })
    void checksEveryConditionAgain(Operator operator, int value, String expected) {
        vast.answer("{\"offers\":[{\"id\":1,\"num_gpus\":1},{\"id\":2,\"num_gpus\":2.0},{\"id\":3,\"num_gpus\":3}]}");

        List<VastOffer> found = vast.client()
                .offers()
                .search(VastOfferQuery.builder()
                        .where("num_gpus", operator, value)
                        .build());

        assertThat(found.stream().map(offer -> Long.toString(offer.id())).collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void letsNothingPassABoundThatItDoesNotTell() {
        vast.answer("{\"offers\":[{\"id\":1,\"cpu_cores\":null,\"geolocation\":\","
                + " US\"},{\"id\":2,\"cpu_cores\":8,\"geolocation\":null},{\"id\":3,\"cpu_cores\":8,\"geolocation\":\"Ohio,"
                + " US\"},{\"id\":4,\"cpu_cores\":8,\"geolocation\":\"Quebec, CA\"}]}");

        List<VastOffer> found = vast.client()
                .offers()
                .search(VastOfferQuery.parse("cpu_cores>=8 geolocation=US").build());

        assertThat(found).extracting(VastOffer::id).containsExactly(2L, 3L);
    }

    /** Both values of each flag that is asked for by default, and an offer that says nothing: {@code external} is null where it is none. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        "verification":"verified"                     | true
        "verification":"unverified"                   | false
        "verification":"deverified"                   | false
        "verification":null                           | true
        "verified":true                               | true
        "verified":false                              | false
        "rentable":true                               | true
        "rentable":false                              | false
        "rentable":null                               | true
        "external":false                              | true
        "external":true                               | false
        "external":null                               | true
        "external":"of the web"                       | true
        """)
    void findsNothingThatIsSeenNotToBeAsAskedForByDefault(String fields, boolean found) {
        vast.answer("{\"offers\":[{\"id\":1," + fields + "}]}");

        assertThat(vast.client().offers().search(VastOfferQuery.builder().build()))
                .hasSize(found ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        verified=false rentable=any        | "verification":"verified","rentable":false   | false
        verified=false rentable=any        | "verification":"unverified","rentable":false | true
        verified=any rentable=false        | "verification":"unverified","rentable":false | true
        rented=false                       | "rented":true                                | false
        rented=false                       | "rented":false                               | true
        external=any datacenter=true       | "external":true,"datacenter":false           | false
        external=any datacenter=true       | "external":true,"datacenter":true            | true
        bundle_id=5                        | "bundle_id":4                                | false
        bundle_id=5                        | "bundle_id":5                                | true
        allocated_storage>100              | "allocated_storage":5                        | true
        """)
    void checksEachFlagThatIsAskedForAgain(String query, String fields, boolean found) {
        vast.answer("{\"offers\":[{\"id\":1," + fields + "}]}");

        assertThat(vast.client().offers().search(VastOfferQuery.parse(query).build()))
                .hasSize(found ? 1 : 0);
    }

    @Test
    void goesPast64ByRisingPriceAndCountsNoOfferTwice() {
        vast.answer(offers(1, 64)).answer(offers(64, 64)).answer(offers(127, 3));

        List<VastOffer> found = vast.client()
                .offers()
                .search(VastOfferQuery.builder()
                        .limit(200)
                        .orderBy("num_gpus", true)
                        .build());

        assertThat(found).hasSize(129);
        assertThat(found.get(0).id()).isEqualTo(129);
        assertThat(TestVast.body(vast.taken()))
                .contains("\"order\":[[\"dph_total\",\"asc\"]]")
                .doesNotContain("gte");
        assertThat(TestVast.body(vast.taken())).contains("\"dph_total\":{\"gte\":0.64}");
        assertThat(TestVast.body(vast.taken())).contains("\"dph_total\":{\"gte\":1.27}");
        assertThat(vast.waits).contains(VastRoute.SEARCH.gap());
    }

    @Test
    void stepsOverAPriceThatFillsAPage() {
        vast.answer("{\"offers\":["
                        + IntStream.rangeClosed(1, 64)
                                .mapToObj(i -> offer(i, "0.5"))
                                .collect(Collectors.joining(",")) + "]}")
                .answer("{\"offers\":["
                        + IntStream.rangeClosed(1, 64)
                                .mapToObj(i -> offer(i, "0.5"))
                                .collect(Collectors.joining(",")) + "]}")
                .answer("{\"offers\":[" + offer(65, "0.6") + "]}");

        List<VastOffer> found = vast.client()
                .offers()
                .search(VastOfferQuery.builder().limit(100).build());

        assertThat(found).hasSize(65);
        vast.taken();
        vast.taken();
        assertThat(TestVast.body(vast.taken())).contains("\"dph_total\":{\"gt\":0.5}");
    }

    @Test
    void findsAnOfferByTheColumnThatWorks() {
        vast.answer("{\"offers\":[" + offer(41, "0.5") + "]}");

        assertThat(vast.client().offers().find(41, VastOfferQuery.Kind.BID, 20)).isPresent();
        assertThat(TestVast.body(vast.taken()))
                .contains("\"ask_contract_id\":{\"eq\":41}", "\"type\":\"bid\"", "\"allocated_storage\":20.0")
                .doesNotContain("\"id\"");
    }

    @Test
    void keepsTheGapOfTheRoute() {
        vast.answer("{\"offers\":[]}").answer("{\"offers\":[]}");
        VastClient client = vast.client();

        client.offers().search(VastOfferQuery.builder().build());
        client.offers().search(VastOfferQuery.builder().build());

        assertThat(vast.waits).containsExactly(Duration.ofSeconds(6));
    }

    private static String offers(int first, int count) {
        return "{\"offers\":["
                + IntStream.range(first, first + count)
                        .mapToObj(i -> offer(i, i / 100 + "." + (i % 100 < 10 ? "0" : "") + i % 100))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String offer(int id, String price) {
        return "{\"id\":" + id + ",\"ask_contract_id\":" + id + ",\"num_gpus\":" + id + ",\"dph_total\":" + price + "}";
    }
}
