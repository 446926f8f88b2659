package com.dumontcloud.sdk.core.advisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.advisor.Advice.Choice;
import com.dumontcloud.sdk.core.advisor.MemoryEstimate.Term;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected amounts are worked out by hand from the model cards; the arithmetic is beside them. */
class AdvisorTest {

    private static final Offer RTX_4090 =
            offer("a", "RTX 4090", 1, 24_564, "0.40").build();
    private static final Offer RTX_4090_SPOT =
            offer("b", "RTX 4090", 1, 24_564, "0.20").interruptible(true).build();
    private static final Offer A100 = offer("c", "A100 SXM4", 1, 81_920, "1.10").build();
    private static final Offer H100 = offer("d", "H100 SXM", 1, 81_559, "2.20").build();
    private static final Offer TWO_H100 =
            offer("e", "H100 SXM", 2, 81_559, "4.40").build();
    private static final Offer V100 =
            offer("f", "Tesla V100", 1, 32_768, "0.30").build();
    private static final List<Offer> MARKET = List.of(RTX_4090, RTX_4090_SPOT, A100, H100, TWO_H100, V100);

    private final List<OfferQuery> searches = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # 8.03e9 x 2 B = 14.96 GiB; cache 131,072 B a token x 8,192 = 1; work space 10 % = 1.50; 0.75
            serve Llama 3 8B                          | 18.20
            # the same in 4.5 bits = 4.21; cache 1; 0.42; 0.75
            servir Llama 3 8B em 4 bits               | 6.38
            # 70.55e9 x 2 = 131.41; cache 327,680 B x 8,192 = 2.5; 13.14; 0.75
            serve Llama 3 70B                         | 147.80
            # 20 at once: 131.41 + 50 + 13.14 + 0.75
            serve Llama 3 70B to 20 concurrent users  | 195.30
            # 6.74e9 x 2 = 12.55; no shared heads: 524,288 B x 4,096 = 2; 1.26; 0.75
            servir Llama 2 7B                         | 16.56
            # 3.47e9 x 2 = 6.46; one picture 2.5; 0.65; 0.75
            gerar 100 imagens com SDXL                | 10.36
            # 8.03e9 x 16 B = 119.66; 2,048 x 4,096 x (2 x 32 + 34) = 0.77; 2,048 x 128,256 x 8 = 1.96; 0.75
            full fine-tuning of Llama 3 8B            | 123.13
            # 14.96; 1 % x 8.03e9 x 16 = 1.20; 0.77; 1.96; 0.75
            fine-tune Llama 3 8B with LoRA            | 19.62
            # 4.127 bits = 3.86; 1.20; 0.77; 1.96; 0.75
            fine-tuning de Llama 3 8B com QLoRA       | 8.53
            """)
    void needsTheMemoryThatIsWorkedOutByHand(String text, double gib) {
        assertThat(advise(text).memory().likelyGib()).isCloseTo(gib, within(0.02));
    }

    @Test
    void showsTheArithmeticInBothLanguages() {
        List<Term> terms = advise("serve Llama 3 8B").memory().terms();

        assertThat(terms.get(0).calculation().text(Locale.ENGLISH))
                .isEqualTo("8.03 billion parameters × 2 bytes = 14.96 GiB");
        assertThat(terms.get(1).calculation().text(Locale.forLanguageTag("pt-BR")))
                .isEqualTo("2 × 32 camadas × 8 cabeças × 128 números × 2 bytes × 8.192 tokens × 1 por vez = 1 GiB");
    }

    @Test
    void ranksByWhatTheWorkCostsAndNotByTheHour() {
        // 6 x 8.03e9 x 50,000 x 512 x 3 epochs = 3.700e18 operations at 35 % of 165.2, 312 and 989 TFLOPS:
        // 17.8 h x 0.40 = 7.11, with spot 18.5 h x 0.20 = 3.70; 9.41 h x 1.10 = 10.35; 2.97 h x 2.20 = 6.53 USD.
        Advice advice = advise("fine-tune Llama 3 8B with LoRA on 50k examples");

        assertThat(advice.choices()).extracting(choice -> choice.offer().id()).containsExactly("b", "d", "a");
        assertThat(advice.choices())
                .extracting(Choice::totalUsd)
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactly(new BigDecimal("3.70"), new BigDecimal("6.53"), new BigDecimal("7.11"));
    }

    @Test
    void ranksByThePriceWhatRunsForAGivenTime() {
        Advice advice = advise("serve Llama 3 8B for 10 hours");

        assertThat(advice.choices()).extracting(choice -> choice.offer().id()).containsExactly("f", "a", "c");
        assertThat(advice.choices().get(1).totalUsd()).isEqualByComparingTo("4.00");
        assertThat(advice.choices().get(1).time()).isEqualTo(Duration.ofHours(10));
    }

    @Test
    void inventsNoTotalWhereNobodySaidHowMuchWorkThereIs() {
        Advice advice = advise("fine-tune Llama 3 8B with LoRA");

        assertThat(advice.choices()).isNotEmpty().allSatisfy(choice -> {
            assertThat(choice.totalUsd()).isNull();
            assertThat(choice.time()).isNull();
        });
        assertThat(advice.questions()).extracting(Question::field).containsExactly("amount");
        assertThat(advice.questions()).noneMatch(Question::isRequired);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Preciso de uma máquina       | task,model
            serve a model                | model
            servir o llama 3             | model
            a 7B please                  | task
            treinar um modelo de 7B      | tuning
            train a model                | tuning,model
            """)
    void asksWhatTheAdviceHangsOnAndRecommendsNothing(String text, String fields) {
        Advice advice = advise(text);

        assertThat(advice.questions()).extracting(Question::field).containsExactly(fields.split(","));
        assertThat(advice.questions()).allMatch(Question::isRequired);
        assertThat(advice.choices()).isEmpty();
        assertThat(advice.memory()).isNull();
        assertThat(searches).isEmpty();
    }

    @Test
    void tellsEveryAssumption() {
        Advice advice = advise("serve a 7B model");

        assertThat(advice.assumptions())
                .extracting(Remark::code)
                .containsExactly(
                        "assumed.shape",
                        "assumed.precision",
                        "assumed.context",
                        "assumed.concurrency",
                        "assumed.on_demand",
                        "assumed.anywhere",
                        "assumed.disk",
                        "assumed.image");
    }

    @Test
    void assumesNothingThatWasSaid() {
        Advice advice = advise("serve Llama 3 8B in bf16 with 4k context to 4 concurrent users in the US on demand");

        assertThat(advice.assumptions()).extracting(Remark::code).containsExactly("assumed.disk", "assumed.image");
    }

    @Test
    void saysWhatDoesNotFitAndWhy() {
        Advice advice = advise("fine-tune Llama 3 8B with LoRA on 50k examples in 5 hours");

        assertThat(advice.choices()).extracting(choice -> choice.offer().id()).containsExactly("d", "e");
        assertThat(advice.misfits())
                .extracting(misfit -> misfit.machines() + " " + misfit.why().code())
                .contains(
                        "1 x RTX 4090 misfit.deadline", "1 x A100 SXM4 misfit.deadline", "1 x Tesla V100 misfit.bf16");
    }

    @Test
    void keepsToTheBudgetToTheCent() {
        assertThat(advise("serve Llama 3 8B for 10 hours with $3.99").choices())
                .extracting(choice -> choice.offer().id())
                .containsExactly("f");
        assertThat(advise("serve Llama 3 8B for 10 hours with $4.00").choices())
                .extracting(choice -> choice.offer().id())
                .containsExactly("f", "a");
        assertThat(advise("serve Llama 3 8B for 10 hours at most $0.40 per hour")
                        .choices())
                .extracting(choice -> choice.offer().id())
                .containsExactly("f", "a");
    }

    @Test
    void sharesAmongGpusWhatOneCannotHold() {
        Advice advice = advise("serve Llama 3 70B");

        // (147.80 - 0.75) / 2 + 0.75 = 74.28 GiB each, of 79.6.
        assertThat(advice.choices()).extracting(choice -> choice.offer().id()).containsExactly("e");
        assertThat(advice.choices().get(0).reasons().get(0).text(Locale.ENGLISH))
                .startsWith("Each of 2 GPUs needs about 74.3 GiB and has 79.6");
    }

    @Test
    void searchesInTheRegionsAskedFor() {
        advise("serve Llama 3 8B in the EU");

        assertThat(searches)
                .isNotEmpty()
                .allSatisfy(query -> assertThat(query.regions()).containsExactly("eu"));
    }

    /** There are more cheap GPUs than are looked at, and yet the one that was asked for is found. */
    @ParameterizedTest
    @CsvSource({
        "H100, H100 SXM",
        "H100, H100 PCIE",
        "h100 sxm, H100 SXM",
        "V100, Tesla V100",
        "RTX 6000 Ada, RTX 6000Ada"
    })
    void searchesForTheGpuAskedFor(String asked, String sold) {
        Offer wanted = offer("wanted", sold, 1, 81_559, "9.00").build();

        Advice advice = Advisor.create()
                .advise(
                        WorkloadRules.create().read("serve a 7B on an " + asked),
                        query -> Stream.concat(
                                        IntStream.range(0, 1000)
                                                .mapToObj(number -> offer(
                                                                "cheap-" + number, "RTX 4090", 1, 24_564, "0.40")
                                                        .build()),
                                        Stream.of(wanted))
                                .filter(query::fits)
                                .limit(query.limit())
                                .toList());

        assertThat(advice.choices()).extracting(choice -> choice.offer().id()).containsExactly("wanted");
    }

    @Test
    void takesNoOtherKindOfTheGpuForTheOneAskedFor() {
        advise("serve a 7B on an H100 SXM");

        Offer pcie = offer("p", "H100 PCIE", 1, 81_559, "2.00").build();
        assertThat(searches).isNotEmpty().noneMatch(query -> query.fits(pcie)).anyMatch(query -> query.fits(H100));
    }

    /** Where seconds lie between two requests, people wait for each. */
    @Test
    void searchesFewTimesAndOnePageEach() {
        advise("fine-tune Llama 3 8B with LoRA on 50k examples");

        assertThat(searches).hasSizeLessThanOrEqualTo(7).allMatch(query -> query.limit() <= 64);
    }

    @ParameterizedTest
    @CsvSource({
        // 25 + 2 x 8 of the model + 2 x 475 of the data = 991, in steps of 10 = 1,000
        "475, assumed.disk",
        "480, assumed.disk.largest",
    })
    void saysThatTheLargestDiskIsTooSmall(int gigabytes, String remark) {
        Advice advice = advise("fine-tune an 8B with LoRA on " + gigabytes + " GB of text");

        assertThat(advice.assumptions())
                .extracting(Remark::code)
                .filteredOn(code -> code.startsWith("assumed.disk"))
                .containsExactly(remark);
        assertThat(searches).allMatch(query -> query.diskGb() == 1000);
    }

    @Test
    void rentsForPeopleWhoWaitOnlyWhatIsNotTakenAway() {
        assertThat(advise("serve Llama 3 8B").choices())
                .noneMatch(choice -> choice.offer().isInterruptible());
        assertThat(advise("serve Llama 3 8B on spot").choices())
                .allMatch(choice -> choice.offer().isInterruptible());
    }

    @Test
    void ordersTheVeryMachineAtNoMoreThanWasShown() {
        Choice choice = advise("serve Llama 3 8B on an RTX 4090").choices().get(0);

        MachineOrder order = choice.order("chat");

        assertThat(order.offerId()).isEqualTo("a");
        assertThat(order.name()).isEqualTo("chat");
        assertThat(order.query().maxRate()).isEqualTo(HourlyRate.ofUsd("0.40"));
        assertThat(order.query().diskGb()).isEqualTo(50);
        assertThat(order.image()).isEqualTo("pytorch");
    }

    @Test
    void saysSoWhereNothingIsLargeEnough() {
        Advice advice = advise("full fine-tuning of Llama 3.1 405B");

        assertThat(advice.choices()).isEmpty();
        assertThat(advice.misfits()).extracting(misfit -> misfit.why().code()).containsExactly("misfit.largest");
    }

    @Test
    void ranksNoGpuWhoseSpeedNobodyPublished() {
        Advice advice = Advisor.create()
                .advise(
                        WorkloadRules.create().read("serve Llama 3 8B"),
                        query -> List.of(
                                offer("x", "Hyperion 9000", 1, 200_000, "0.01").build()));

        assertThat(advice.choices()).isEmpty();
        assertThat(advice.misfits()).extracting(misfit -> misfit.why().code()).containsExactly("misfit.unknown_gpu");
    }

    private Advice advise(String text) {
        return Advisor.create().advise(WorkloadRules.create().read(text), query -> {
            searches.add(query);
            return MARKET.stream().filter(query::fits).toList();
        });
    }

    private static Offer.Builder offer(String id, String gpu, int count, long memoryMib, String usd) {
        return Offer.builder(id, new GpuSpec(gpu, count, memoryMib), HourlyRate.ofUsd(usd))
                .region("eu");
    }
}
