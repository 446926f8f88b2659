package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.advisor.Advice;
import com.dumontcloud.sdk.core.advisor.Advice.Choice;
import com.dumontcloud.sdk.core.advisor.MemoryEstimate;
import com.dumontcloud.sdk.core.advisor.MemoryEstimate.Term;
import com.dumontcloud.sdk.core.advisor.Remark;
import com.dumontcloud.sdk.core.advisor.WizardAnswer;
import com.dumontcloud.sdk.core.advisor.WizardAnswer.Asked;
import com.dumontcloud.sdk.core.advisor.WizardAnswer.Estimate;
import com.dumontcloud.sdk.core.advisor.WizardAnswer.MemoryTerm;
import com.dumontcloud.sdk.core.advisor.WizardAnswer.Misfit;
import com.dumontcloud.sdk.core.advisor.WizardAnswer.Recommendation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts advice into words of a language. */
final class WizardViews {

    private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);

    private WizardViews() {}

    /**
     * Returns the answer that tells this advice.
     *
     * @param ids remembers a choice and gives what it is accepted by
     */
    static WizardAnswer answer(Advice advice, Locale language, Function<Choice, String> ids) {
        MemoryEstimate memory = advice.memory();
        List<Recommendation> all = new ArrayList<>();
        if (memory != null) {
            advice.choices().forEach(choice -> all.add(recommendation(choice, ids.apply(choice), memory, language)));
        }
        return new WizardAnswer(
                all.isEmpty() ? null : all.get(0),
                all.stream().skip(1).toList(),
                advice.workload(),
                memory == null
                        ? List.of()
                        : memory.terms().stream()
                                .map(term -> term(term, language))
                                .toList(),
                texts(advice.assumptions(), language),
                advice.questions().stream()
                        .map(one -> new Asked(
                                one.field(),
                                one.isRequired(),
                                one.question().text(language),
                                one.why().text(language)))
                        .toList(),
                advice.misfits().stream()
                        .map(one -> new Misfit(one.machines(), one.why().text(language)))
                        .toList(),
                advice.unread());
    }

    private static Recommendation recommendation(Choice choice, String id, MemoryEstimate memory, Locale language) {
        return new Recommendation(
                id,
                choice.offer(),
                choice.diskGb(),
                texts(choice.reasons(), language),
                new Estimate(
                        rounded(memory.lowGib()),
                        rounded(memory.likelyGib()),
                        rounded(memory.highGib()),
                        choice.offer().runningRate(),
                        hours(choice.time()),
                        choice.totalUsd()));
    }

    private static MemoryTerm term(Term term, Locale language) {
        return new MemoryTerm(
                term.name().text(language),
                term.calculation().text(language),
                rounded(term.lowGib()),
                rounded(term.likelyGib()),
                rounded(term.highGib()));
    }

    private static List<String> texts(List<Remark> remarks, Locale language) {
        return remarks.stream().map(remark -> remark.text(language)).toList();
    }

    private static BigDecimal rounded(double gib) {
        return BigDecimal.valueOf(gib).setScale(2, RoundingMode.HALF_UP);
    }

    private static @Nullable BigDecimal hours(@Nullable Duration time) {
        return time == null
                ? null
                : BigDecimal.valueOf(time.toSeconds()).divide(SECONDS_PER_HOUR, 2, RoundingMode.HALF_UP);
    }
}
