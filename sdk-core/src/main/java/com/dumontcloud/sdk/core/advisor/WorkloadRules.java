package com.dumontcloud.sdk.core.advisor;

import static java.util.regex.Pattern.compile;

import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Precision;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Tuning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads workloads by rules: the same text is always read the same, in Portuguese and in English, with accents and without. Stateless and
 * thread-safe; does not block.
 */
public final class WorkloadRules implements WorkloadReader {

    private static final Pattern NO_TRAINING =
            compile("\\b(?:sem|no|without|nao|not)(?: [a-z]+)? (?:fine-?tun\\w*|train\\w*|trein\\w*|ajust\\w*)");
    private static final Pattern PRETRAIN =
            compile("\\bdo zero\\b|\\bfrom scratch\\b|\\bpre-?train(?:ing)?\\b|\\bpre-?trein(?:o|ar|amento)\\b");
    private static final Pattern FINE_TUNE = compile("\\bfine[- ]?tun\\w*|\\bajuste fino\\b|\\bajustar\\b|\\bafinar\\b"
            + "|\\brefinar\\b|\\badapt(?:ar)?\\b|\\bdreambooth\\b");
    private static final Pattern TRAIN = compile("\\btrain(?:ing)?\\b|\\btrein(?:o|ar|amento|ando)\\b");
    private static final Pattern BATCH = compile("\\bbatch\\b|\\bem lotes?\\b|\\bem massa\\b|\\boffline\\b");
    private static final Pattern WORK_THROUGH = compile("\\btranscri\\w+|\\btranscrev\\w+|\\bclassif\\w+|\\bembed\\w*"
            + "|\\bresum\\w+|\\bsummari[sz]\\w+|\\btraduzir\\b|\\btranslat\\w+|\\bprocess(?:ar|ing)?\\b|\\bgerar\\b"
            + "|\\bgenerat\\w+|\\banotar\\b|\\bannotat\\w+|\\bextrair\\b|\\bextract\\w*");
    private static final Pattern SERVE = compile("\\bserv(?:e|ir|ing|er|idor)\\b|\\binferenc\\w+|\\bchat\\w*"
            + "|\\bassisten?t\\w*|\\bapi\\b|\\bdeploy\\w*|\\bhost(?:ing|ear)?\\b|\\bhospedar\\b|\\bproducao\\b"
            + "|\\bproduction\\b|\\brodar\\b|\\brun(?:ning)?\\b|\\bexecutar\\b|\\busar\\b|\\buse\\b|\\bresponder\\b"
            + "|\\banswer\\w*");

    private static final Pattern FULL = compile("\\bfull[- ](?:parameter |fine[- ]?tun\\w*|finetun\\w*)"
            + "|\\b(?:fine[- ]?tuning|ajuste(?: fino)?) complet[oa]\\b|\\btodos os parametros\\b|\\ball parameters\\b");
    private static final Pattern QLORA = compile("\\bqlora\\b");
    private static final Pattern LORA = compile("\\blora\\b");

    private static final Map<Precision, Pattern> PRECISIONS = precisions();
    private static final Pattern QUANTIZED = compile("\\bquanti[sz]\\w+");

    private WorkloadRules() {}

    /** Returns the rules. */
    public static WorkloadRules create() {
        return new WorkloadRules();
    }

    @Override
    public Reading read(String description) {
        Sentence sentence = Sentence.of(description);
        WorkloadSpec.Builder workload = WorkloadSpec.builder();
        List<Remark> remarks = new ArrayList<>();
        new AmountRules(sentence, workload, remarks).read();
        new PlaceRules(sentence, workload).read();
        precision(sentence, remarks).ifPresent(workload::precision);
        ModelCatalogue.in(sentence).map(ModelCatalogue.Found::model).ifPresent(workload::model);
        Tuning tuning = tuning(sentence);
        workload.tuning(tuning);
        WorkloadSpec known = checked(workload, remarks);
        Task task = task(sentence, tuning, known.items() != null);
        return new Reading(known.toBuilder().task(task).build(), remarks, sentence.unread());
    }

    /** Numbers that no workload can have are told, and not used; what else was read stays. */
    private static WorkloadSpec checked(WorkloadSpec.Builder workload, List<Remark> remarks) {
        List<String> impossible = workload.forgetImpossible();
        if (!impossible.isEmpty()) {
            remarks.add(Remark.of("read.impossible", String.join("; ", impossible)));
        }
        return workload.build();
    }

    private static @Nullable Tuning tuning(Sentence sentence) {
        if (sentence.takeAll(QLORA)) {
            sentence.takeAll(LORA);
            return Tuning.QLORA;
        }
        if (sentence.takeAll(LORA)) {
            return Tuning.LORA;
        }
        return sentence.takeAll(FULL) ? Tuning.FULL : null;
    }

    private static @Nullable Task task(Sentence sentence, @Nullable Tuning tuning, boolean hasItems) {
        sentence.takeAll(NO_TRAINING);
        if (sentence.takeAll(PRETRAIN)) {
            return Task.PRETRAIN;
        }
        if (tuning != null || sentence.takeAll(FINE_TUNE)) {
            return Task.FINE_TUNE;
        }
        if (sentence.takeAll(TRAIN)) {
            return Task.TRAIN;
        }
        if (sentence.takeAll(BATCH) || (sentence.has(WORK_THROUGH) && hasItems)) {
            return Task.BATCH;
        }
        if (sentence.takeAll(SERVE)) {
            return Task.SERVE;
        }
        return sentence.has(WORK_THROUGH) ? Task.BATCH : null;
    }

    private static Optional<Precision> precision(Sentence sentence, List<Remark> remarks) {
        for (Map.Entry<Precision, Pattern> precision : PRECISIONS.entrySet()) {
            if (sentence.takeAll(precision.getValue())) {
                sentence.takeAll(QUANTIZED);
                return Optional.of(precision.getKey());
            }
        }
        if (sentence.takeAll(QUANTIZED)) {
            remarks.add(Remark.of("assumed.quantized"));
            return Optional.of(Precision.INT4);
        }
        return Optional.empty();
    }

    private static Map<Precision, Pattern> precisions() {
        Map<Precision, Pattern> patterns = new LinkedHashMap<>();
        patterns.put(Precision.INT4, compile("\\bint4\\b|\\b4[- ]?bits?\\b|\\bq4\\w*|\\bnf4\\b|\\bgptq\\b|\\bawq\\b"));
        patterns.put(Precision.FP8, compile("\\bfp8\\b"));
        patterns.put(Precision.INT8, compile("\\bint8\\b|\\b8[- ]?bits?\\b|\\bq8\\w*"));
        patterns.put(
                Precision.BF16,
                compile("\\bbf16\\b|\\bfp16\\b|\\b16[- ]?bits?\\b|\\bhalf precision\\b|\\bmeia precisao\\b"));
        patterns.put(Precision.FP32, compile("\\bfp32\\b|\\bfloat32\\b|\\b32[- ]?bits?\\b|\\bfull precision\\b"));
        return patterns;
    }
}
