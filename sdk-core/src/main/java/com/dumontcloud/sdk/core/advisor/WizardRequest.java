package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.model.HourlyRate;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks a control plane's wizard. Immutable.
 *
 * @param description what the machine is wanted for, in Portuguese or English: 1 to {@value #LONGEST_DESCRIPTION} characters
 * @param maxRate what a running hour may cost; absent for what the description says, if anything
 * @param region where the machine may be; absent for what the description says, if anything
 * @param language in which to answer: Portuguese, or any other for English
 */
public record WizardRequest(
        String description,
        @Nullable HourlyRate maxRate,
        @Nullable String region,
        Locale language) {

    /** The longest description, in characters. */
    public static final int LONGEST_DESCRIPTION = 4000;

    /** Checks that nothing is missing. */
    public WizardRequest {
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(language, "language");
    }

    /** Returns a request to be answered in English. */
    public static WizardRequest of(String description) {
        return new WizardRequest(description, null, null, Locale.ENGLISH);
    }
}
