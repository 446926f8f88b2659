package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Tuning;

/** How large a disk a plan needs, in GB. */
final class Disk {

    /** What is rented, by the HTTP contract. */
    private static final int SMALLEST_GB = 50;

    private static final int LARGEST_GB = 1000;

    /** The operating system, CUDA and PyTorch; ours, from the size of the published images and what they unpack to. */
    private static final int SYSTEM_GB = 25;

    /** A checkpoint of full training holds weights, their 32-bit copy and both moments: 14 bytes a parameter. */
    private static final int CHECKPOINT_BYTES = 14;

    private static final int DOWNLOADED_BYTES = 2;
    private static final int STEP_GB = 10;

    private Disk() {}

    /** Returns what is rented; what is needed beyond the largest disk is cut off, which {@link #remark} tells. */
    static int of(Plan plan) {
        return (int) Math.max(SMALLEST_GB, Math.min(LARGEST_GB, neededGb(plan)));
    }

    /** Returns what is said of it. */
    static Remark remark(Plan plan) {
        double needed = neededGb(plan);
        return needed > LARGEST_GB
                ? Remark.of("assumed.disk.largest", LARGEST_GB, needed)
                : Remark.of("assumed.disk", of(plan));
    }

    /** Models are downloaded in 16 bits; data lie there unpacked beside their archive. */
    private static double neededGb(Plan plan) {
        double billions = plan.model().billions();
        boolean changesAll =
                plan.task().isTraining() && (plan.task() == WorkloadSpec.Task.PRETRAIN || plan.tuning() == Tuning.FULL);
        double gigabytes =
                SYSTEM_GB + billions * (DOWNLOADED_BYTES + (changesAll ? CHECKPOINT_BYTES : 0)) + 2 * dataGb(plan);
        return Math.ceil(gigabytes / STEP_GB) * STEP_GB;
    }

    private static double dataGb(Plan plan) {
        Double said = plan.workload().datasetGb();
        return said == null ? 0 : said;
    }
}
