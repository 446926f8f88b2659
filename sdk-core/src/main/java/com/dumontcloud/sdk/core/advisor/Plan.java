package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.advisor.ModelSpec.Kind;
import com.dumontcloud.sdk.core.advisor.ModelSpec.Shape;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Precision;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Tuning;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A workload of which everything that the memory depends on is settled, by what was said or by an assumption that is told. Immutable. */
record Plan(
        WorkloadSpec workload,
        Task task,
        ModelSpec model,
        Tuning tuning,
        Precision precision,
        int contextTokens,
        int atOnce,
        List<Remark> assumptions) {

    /** How long a conversation is where nobody says: as long as Llama 3's. */
    private static final int CONVERSATION_TOKENS = 8192;

    /** How long a training sequence is where nobody says: as Alpaca's and most instructions are at most. */
    private static final int SEQUENCE_TOKENS = 2048;

    /** How many documents are worked on at once where nobody says. */
    private static final int BATCH = 8;

    /** How long somebody waits for an answer, in seconds: so many requests are on their way at once. */
    private static final int ANSWER_SECONDS = 10;

    /** Returns what must be known and is not; empty where a plan can be made. */
    static List<Question> missing(WorkloadSpec workload) {
        List<Question> questions = new ArrayList<>();
        ModelSpec model = workload.model();
        if (workload.task() == null) {
            questions.add(Question.required("task"));
        }
        if (workload.task() == Task.TRAIN && (model == null || model.longestContext() == null)) {
            questions.add(Question.required("tuning"));
        }
        if (model == null) {
            questions.add(Question.required("model"));
        }
        return questions;
    }

    /** Returns a plan for a workload of which nothing is {@link #missing}. */
    static Plan of(WorkloadSpec workload) {
        List<Remark> assumed = new ArrayList<>();
        ModelSpec model = Objects.requireNonNull(workload.model());
        if (model.shape() == null && model.kind() != Kind.IMAGE) {
            assumed.add(Remark.of("assumed.shape", model.billions()));
        }
        Task task = Objects.requireNonNull(workload.task());
        if (task == Task.TRAIN) {
            task = Task.FINE_TUNE;
            assumed.add(Remark.of("assumed.fine_tune", model.name()));
        }
        Tuning tuning = Objects.requireNonNullElse(workload.tuning(), Tuning.LORA);
        if (task == Task.FINE_TUNE && workload.tuning() == null) {
            assumed.add(Remark.of("assumed.lora"));
        }
        Precision precision = precision(workload, task, tuning, assumed);
        int context = context(workload, task, model, assumed);
        return new Plan(
                workload, task, model, tuning, precision, context, atOnce(workload, task, model, assumed), assumed);
    }

    /** Copies the assumptions. */
    Plan {
        assumptions = List.copyOf(assumptions);
    }

    /** Returns how the model is built, as published or as models of its size usually are. */
    Shape shape() {
        Shape shape = model.shape();
        return shape == null ? Shape.usual(model.billions()) : shape;
    }

    boolean isShapeKnown() {
        return model.shape() != null;
    }

    private static Precision precision(WorkloadSpec workload, Task task, Tuning tuning, List<Remark> assumed) {
        Precision said = workload.precision();
        if (task.isTraining() && tuning != Tuning.QLORA && said != null && said.bytesPerParameter() < 2) {
            assumed.add(Remark.of("assumed.training_precision"));
            return Precision.BF16;
        }
        if (said == null && !(task == Task.FINE_TUNE && tuning == Tuning.QLORA)) {
            assumed.add(Remark.of("assumed.precision"));
        }
        return Objects.requireNonNullElse(said, Precision.BF16);
    }

    private static int context(WorkloadSpec workload, Task task, ModelSpec model, List<Remark> assumed) {
        Integer longest = model.longestContext();
        Integer said = workload.contextTokens();
        if (said != null) {
            if (longest != null && said > longest) {
                assumed.add(Remark.of("warned.context", said, model.name(), longest));
            }
            return said;
        }
        int usual = task.isTraining() ? SEQUENCE_TOKENS : CONVERSATION_TOKENS;
        int context = longest == null ? usual : Math.min(usual, longest);
        if (model.kind() != Kind.IMAGE) {
            assumed.add(Remark.of(task.isTraining() ? "assumed.sequence" : "assumed.context", context));
        }
        return context;
    }

    /** How many conversations, sequences or pictures are on the GPU together. */
    private static int atOnce(WorkloadSpec workload, Task task, ModelSpec model, List<Remark> assumed) {
        @Nullable Integer said = task == Task.SERVE ? workload.concurrency() : workload.batchSize();
        if (said != null) {
            return said;
        }
        Double rate = workload.requestsPerSecond();
        if (task == Task.SERVE && rate != null) {
            int atOnce = (int) Math.max(1, Math.ceil(rate * ANSWER_SECONDS));
            assumed.add(Remark.of("assumed.answers", ANSWER_SECONDS, atOnce));
            return atOnce;
        }
        int usual = task == Task.BATCH && model.kind() != Kind.IMAGE ? BATCH : 1;
        assumed.add(Remark.of(task == Task.SERVE ? "assumed.concurrency" : "assumed.batch", usual));
        return usual;
    }
}
