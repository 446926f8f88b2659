package com.dumontcloud.sdk.core.advisor;

/**
 * Something that has to be known, or would make the advice better.
 *
 * @param field which property of the {@link WorkloadSpec} the answer fills
 * @param isRequired whether there is no advice without an answer
 * @param question what to ask
 * @param why what depends on it
 */
public record Question(String field, boolean isRequired, Remark question, Remark why) {

    static Question required(String field) {
        return new Question(field, true, Remark.of("ask." + field), Remark.of("ask." + field + ".why"));
    }

    static Question optional(String field) {
        return new Question(field, false, Remark.of("ask." + field), Remark.of("ask." + field + ".why"));
    }
}
