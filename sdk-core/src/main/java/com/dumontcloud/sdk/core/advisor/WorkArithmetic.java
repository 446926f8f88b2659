package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.advisor.GpuCatalogue.Speed;
import com.dumontcloud.sdk.core.advisor.ModelSpec.Kind;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Tuning;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Works out how long a plan takes on a GPU: what has to be computed and read, by how fast that goes. Immutable. */
final class WorkArithmetic {

    /** Which share of its peak a GPU reaches in training: 21 to 46 % are published (Chowdhery et al. 2022, table 3). */
    static final double COMPUTED_SHARE = 0.35;

    /** Which share of the bandwidth writing text reaches; ours. */
    static final double READ_SHARE = 0.6;

    /** What is left of the speed where several GPUs work together; ours. */
    static final double TOGETHER = 0.85;

    /** Operations a parameter and token: 2 forward and 4 back (Kaplan et al. 2020, section 2.1), and 2 for computing layers again. */
    private static final int FULL_OPERATIONS = 8;

    /** Frozen weights get no gradients: 2 forward, 2 back and 2 again. */
    private static final int ADAPTER_OPERATIONS = 6;

    private static final int FORWARD_OPERATIONS = 2;

    /** Where nobody says: how long an example or a document is, and the answer to it, in tokens. */
    private static final int EXAMPLE_TOKENS = 512;

    private static final int ANSWER_TOKENS = 256;

    /** A token of English has about four letters (OpenAI's tokenizer page). */
    private static final int BYTES_PER_TOKEN = 4;

    private static final int TUNING_EPOCHS = 3;
    private static final double SECONDS_PER_HOUR = 3600;

    private final Plan plan;
    private final @Nullable Double tokensIn;
    private final double tokensOut;
    private final List<Remark> assumptions = new ArrayList<>();

    WorkArithmetic(Plan plan) {
        this.plan = plan;
        WorkloadSpec workload = plan.workload();
        boolean works = plan.task() != Task.SERVE
                && plan.model().kind() != Kind.IMAGE
                && plan.model().kind() != Kind.SPEECH;
        Double data = works ? data(workload) : null;
        if (data != null && plan.task().isTraining()) {
            data *= epochs(workload);
        }
        this.tokensIn = data;
        this.tokensOut = data == null ? 0 : answers(workload, data);
    }

    /** Returns what was assumed of the amount of work. */
    List<Remark> assumptions() {
        return List.copyOf(assumptions);
    }

    /** Returns whether the amount of work is known, so that hours follow from speed. */
    boolean isKnown() {
        return tokensIn != null;
    }

    /** Returns the hours the work takes on GPUs of this speed; absent where nobody said how much it is. */
    @Nullable
    Double hours(Speed speed, int gpus) {
        return tokensIn == null
                ? null
                : (tokensIn * secondsRead(speed) + tokensOut * secondsWritten(speed))
                        / together(gpus)
                        / SECONDS_PER_HOUR;
    }

    /** Returns how much a given piece of this kind of work takes, to compare GPUs by where nobody said how much it is. */
    double secondsPerPiece(Speed speed, int gpus) {
        if (plan.task() == Task.SERVE) {
            return 1;
        }
        boolean writes = plan.task() == Task.BATCH && plan.model().kind() == Kind.TEXT;
        return (EXAMPLE_TOKENS * secondsRead(speed) + (writes ? ANSWER_TOKENS * secondsWritten(speed) : 0))
                / together(gpus);
    }

    /** Returns how many answers a second these GPUs write, to as many conversations as are held at once. */
    double answersPerSecond(Speed speed, int gpus) {
        return together(gpus) / (ANSWER_TOKENS * secondsWritten(speed));
    }

    static double together(int gpus) {
        return gpus == 1 ? 1 : gpus * TOGETHER;
    }

    private double secondsRead(Speed speed) {
        boolean adapts = plan.task() == Task.FINE_TUNE && plan.tuning() != Tuning.FULL;
        int operations = plan.task() == Task.BATCH || plan.task() == Task.SERVE
                ? FORWARD_OPERATIONS
                : adapts ? ADAPTER_OPERATIONS : FULL_OPERATIONS;
        return operations * active() / (speed.teraflops() * 1e12 * COMPUTED_SHARE);
    }

    /** Each token is written for all conversations at once, for which the weights, of a mixture those of every expert asked, and what is kept of each are read. */
    private double secondsWritten(Speed speed) {
        double read = Math.min(plan.model().billions() * 1e9, active() * plan.atOnce());
        double weights = read * plan.precision().bytesPerParameter();
        double kept = plan.shape().numbersPerToken() * 2 * plan.contextTokens() * plan.atOnce();
        double step = (weights + kept) / (speed.gigabytesPerSecond() * 1e9 * READ_SHARE);
        double computed = FORWARD_OPERATIONS * active() / (speed.teraflops() * 1e12 * COMPUTED_SHARE);
        return Math.max(step / plan.atOnce(), computed);
    }

    private double active() {
        return plan.model().activeBillions() * 1e9;
    }

    private @Nullable Double data(WorkloadSpec workload) {
        Long tokens = workload.datasetTokens();
        Long items = workload.items();
        Double gigabytes = workload.datasetGb();
        if (tokens != null) {
            return tokens.doubleValue();
        }
        if (items != null) {
            Integer said = workload.contextTokens();
            int each = said == null ? Math.min(EXAMPLE_TOKENS, plan.contextTokens()) : said;
            assumptions.add(Remark.of("assumed.example", each));
            return (double) items * each;
        }
        if (gigabytes != null) {
            assumptions.add(Remark.of("assumed.bytes", BYTES_PER_TOKEN));
            return gigabytes * 1e9 / BYTES_PER_TOKEN;
        }
        return null;
    }

    private int epochs(WorkloadSpec workload) {
        Integer said = workload.epochs();
        int usual = plan.task() == Task.PRETRAIN ? 1 : TUNING_EPOCHS;
        if (said == null) {
            assumptions.add(Remark.of("assumed.epochs", usual));
        }
        return Objects.requireNonNullElse(said, usual);
    }

    private double answers(WorkloadSpec workload, double data) {
        if (plan.task() != Task.BATCH || plan.model().kind() != Kind.TEXT) {
            return 0;
        }
        Long items = workload.items();
        double answers = items == null ? data / EXAMPLE_TOKENS : items.doubleValue();
        assumptions.add(Remark.of("assumed.output", ANSWER_TOKENS));
        return answers * ANSWER_TOKENS;
    }
}
