package com.dumontcloud.sdk.core.advisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.advisor.Advice.Choice;
import com.dumontcloud.sdk.core.advisor.MemoryEstimate.Term;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Precision;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Tuning;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.Offer;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What holds for every workload and every market; each round draws others, the same in every run. */
class AdvicePropertiesTest {

    private static final int ROUNDS = 100;
    private static final List<String> GPUS =
            List.of("RTX 3090", "RTX 4090", "A100 SXM4", "H100 SXM", "L40S", "Tesla V100", "B200", "Unheard 1");
    private static final List<Long> MEMORIES = List.of(16_384L, 24_564L, 32_768L, 49_140L, 81_559L, 183_359L);

    private SplittableRandom random = new SplittableRandom();

    @RepeatedTest(ROUNDS)
    void moreParametersNeverNeedLess(RepetitionInfo round) {
        WorkloadSpec smaller = draw(round);
        double billions = Objects.requireNonNull(smaller.model()).billions();
        WorkloadSpec larger = smaller.toBuilder()
                .model(ModelSpec.ofBillions(billions * (1 + random.nextDouble(3))))
                .build();

        assertNeedsNoLess(larger, smaller);
    }

    @RepeatedTest(ROUNDS)
    void moreTokensAndMoreConversationsNeverNeedLess(RepetitionInfo round) {
        WorkloadSpec smaller = draw(round);
        int context = Objects.requireNonNull(smaller.contextTokens());
        int atOnce = Objects.requireNonNull(smaller.concurrency());

        assertNeedsNoLess(
                smaller.toBuilder()
                        .contextTokens(context + random.nextInt(100_000))
                        .build(),
                smaller);
        assertNeedsNoLess(
                smaller.toBuilder()
                        .concurrency(atOnce + random.nextInt(100))
                        .batchSize(atOnce + random.nextInt(100))
                        .build(),
                smaller);
    }

    /** Not so of training, in which 16-bit weights have a 32-bit copy beside them. */
    @RepeatedTest(ROUNDS)
    void widerWeightsNeverNeedLessToServe(RepetitionInfo round) {
        WorkloadSpec narrow = draw(round).toBuilder().task(Task.SERVE).build();

        assertNeedsNoLess(narrow.toBuilder().precision(Precision.FP32).build(), narrow);
    }

    @RepeatedTest(ROUNDS)
    void eachGpuNeedsLessWhereMoreShareTheWork(RepetitionInfo round) {
        MemoryEstimate memory = memory(draw(round));

        for (int gpus = 1; gpus < 8; gpus++) {
            assertThat(memory.likelyGibPerGpu(gpus + 1)).isLessThan(memory.likelyGibPerGpu(gpus));
            assertThat(memory.likelyGibPerGpu(gpus)).isLessThanOrEqualTo(memory.highGibPerGpu(gpus));
        }
        assertThat(memory.likelyGibPerGpu(1)).isEqualTo(memory.likelyGib());
    }

    @RepeatedTest(ROUNDS)
    void everyTermIsARangeInOrder(RepetitionInfo round) {
        assertThat(memory(draw(round)).terms()).allSatisfy(term -> {
            assertThat(term.lowGib()).isPositive().isLessThanOrEqualTo(term.likelyGib());
            assertThat(term.highGib()).isGreaterThanOrEqualTo(term.likelyGib());
            assertThat(speak(term)).allMatch(text -> !text.isBlank() && !text.contains("{"));
        });
    }

    @RepeatedTest(ROUNDS)
    void choicesAreRankedByTheirCostToTheEndAndHaveWhatIsNeeded(RepetitionInfo round) {
        WorkloadSpec workload = draw(round);
        List<Offer> market = market();

        Advice advice = advise(workload, market);

        List<BigDecimal> totals = advice.choices().stream()
                .map(Choice::totalUsd)
                .map(Objects::requireNonNull)
                .toList();
        assertThat(totals).isSortedAccordingTo(Comparator.naturalOrder());
        MemoryEstimate memory = Objects.requireNonNull(advice.memory());
        assertThat(advice.choices()).allSatisfy(choice -> {
            GpuSpec gpu = choice.offer().gpu();
            assertThat(Objects.requireNonNull(gpu.memoryMib()) / 1024.0)
                    .isGreaterThanOrEqualTo(memory.likelyGibPerGpu(gpu.count()) * Ranking.SOLD_SHARE);
            assertThat(market).contains(choice.offer());
        });
    }

    @RepeatedTest(ROUNDS)
    void aCheaperOfferNeverMakesTheBestChoiceDearer(RepetitionInfo round) {
        WorkloadSpec workload = draw(round);
        List<Offer> market = market();
        Advice before = advise(workload, market);
        List<Offer> more = new ArrayList<>(market);
        more.addAll(market());

        Advice after = advise(workload, more);

        if (!before.choices().isEmpty()) {
            assertThat(after.choices().get(0).totalUsd())
                    .isLessThanOrEqualTo(before.choices().get(0).totalUsd());
        }
    }

    @RepeatedTest(ROUNDS)
    void theOrderOfTheOffersChangesNothing(RepetitionInfo round) {
        WorkloadSpec workload = draw(round);
        List<Offer> market = market();
        List<Offer> backwards = IntStream.range(0, market.size())
                .mapToObj(i -> market.get(market.size() - 1 - i))
                .toList();

        assertThat(advise(workload, backwards).choices())
                .isEqualTo(advise(workload, market).choices());
    }

    @RepeatedTest(ROUNDS)
    void everythingThatIsToldHasWordsInBothLanguages(RepetitionInfo round) {
        Advice advice = advise(draw(round), market());

        assertThat(advice.choices().stream().flatMap(choice -> choice.reasons().stream()))
                .allSatisfy(remark -> assertThat(remark.text(Locale.ENGLISH))
                        .doesNotContain("{")
                        .isNotEqualTo(remark.text(Locale.forLanguageTag("pt-BR"))));
        assertThat(advice.assumptions())
                .allSatisfy(remark -> assertThat(remark.text(Locale.ENGLISH)).doesNotContain("{"));
        assertThat(advice.misfits())
                .allSatisfy(
                        misfit -> assertThat(misfit.why().text(Locale.ENGLISH)).doesNotContain("{"));
    }

    @Test
    void bothLanguagesHaveTheSameTexts() throws IOException {
        assertThat(texts("advice_pt.properties").keySet())
                .isEqualTo(texts("advice.properties").keySet());
    }

    private static void assertNeedsNoLess(WorkloadSpec larger, WorkloadSpec smaller) {
        MemoryEstimate more = memory(larger);
        MemoryEstimate less = memory(smaller);

        assertThat(more.lowGib()).isGreaterThanOrEqualTo(less.lowGib());
        assertThat(more.likelyGib()).isGreaterThanOrEqualTo(less.likelyGib());
        assertThat(more.highGib()).isGreaterThanOrEqualTo(less.highGib());
    }

    private static MemoryEstimate memory(WorkloadSpec workload) {
        return Objects.requireNonNull(advise(workload, List.of()).memory());
    }

    private static Advice advise(WorkloadSpec workload, List<Offer> market) {
        return Advisor.create()
                .advise(
                        new Reading(workload, List.of(), List.of()),
                        query -> market.stream().filter(query::fits).toList());
    }

    private static List<String> speak(Term term) {
        return List.of(
                term.name().text(Locale.ENGLISH),
                term.calculation().text(Locale.ENGLISH),
                term.calculation().text(Locale.forLanguageTag("pt-BR")));
    }

    private static Properties texts(String file) throws IOException {
        Properties texts = new Properties();
        try (InputStream stream = Objects.requireNonNull(Advisor.class.getResourceAsStream(file))) {
            texts.load(stream);
        }
        return texts;
    }

    private WorkloadSpec draw(RepetitionInfo round) {
        random = new SplittableRandom(round.getCurrentRepetition());
        int atOnce = 1 + random.nextInt(64);
        return WorkloadSpec.builder()
                .task(one(Task.SERVE, Task.BATCH, Task.FINE_TUNE, Task.PRETRAIN))
                .tuning(one(Tuning.values()))
                .model(ModelSpec.ofBillions(0.05 + Math.pow(10, random.nextDouble(2.5)) / 2))
                .precision(one(Precision.values()))
                .contextTokens(1 + random.nextInt(32_768))
                .concurrency(atOnce)
                .batchSize(atOnce)
                .duration(Duration.ofMinutes(1 + random.nextInt(100_000)))
                .items(random.nextBoolean() ? 1 + random.nextLong(1_000_000) : null)
                .build();
    }

    private List<Offer> market() {
        return IntStream.range(0, 30).mapToObj(i -> offer()).toList();
    }

    private Offer offer() {
        GpuSpec gpu = new GpuSpec(
                GPUS.get(random.nextInt(GPUS.size())),
                1 << random.nextInt(4),
                MEMORIES.get(random.nextInt(MEMORIES.size())));
        HourlyRate rate = new HourlyRate(BigDecimal.valueOf(1 + random.nextInt(5_000), 3));
        return Offer.builder("offer-" + random.nextLong(), gpu, rate)
                .interruptible(random.nextBoolean())
                .parkedRate(random.nextBoolean() ? HourlyRate.ofUsd("0.01") : null)
                .build();
    }

    @SafeVarargs
    private <T> T one(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
