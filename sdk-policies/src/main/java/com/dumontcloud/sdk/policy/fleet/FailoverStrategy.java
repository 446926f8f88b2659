package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.policy.MachineProfile;

/**
 * What is rented in the place of a machine that broke down. Where that may be and what it may cost the settings of the machine say
 * ({@link com.dumontcloud.sdk.policy.Failover}), and they are applied to whatever a strategy asks for. What it returns is kept
 * nowhere, so that it may name secrets. Implementations are thread-safe; what one throws counts as a replacement that came to nothing.
 */
@FunctionalInterface
public interface FailoverStrategy {

    /** Looks for a machine with as many GPUs of the same model, on demand, with a disk of 20 GB, and sets nothing else up. */
    FailoverStrategy LIKE_FOR_LIKE = failed -> {
        OfferQuery.Builder query = OfferQuery.builder();
        GpuSpec gpu = failed.gpu();
        if (gpu != null) {
            query.gpuCount(gpu.count());
        }
        if (gpu != null && gpu.count() > 0) {
            query.gpuName(gpu.name());
        }
        return query.build();
    };

    /**
     * Returns what the replacement must have.
     *
     * @param failed the machine that broke down
     */
    OfferQuery query(MachineProfile failed);

    /**
     * Sets the replacement up: its image, what it starts with, how its agent gets to know its token. It carries the labels of the
     * machine it stands for. The default sets nothing up.
     *
     * @param failed the machine that broke down
     * @param rental what is asked for so far
     */
    default RentalRequest.Builder setUp(MachineProfile failed, RentalRequest.Builder rental) {
        return rental;
    }
}
