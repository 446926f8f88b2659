package com.dumontcloud.samples.controlplane;

import com.dumontcloud.sdk.core.advisor.WorkloadReader;
import com.dumontcloud.sdk.core.advisor.WorkloadRules;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.LanguageModelReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** Finds who reads what people tell the wizard: rules, and a language model beside them where the environment names one. */
final class DescriptionReader {

    /** The whole address of a route like OpenAI's chat completions. Without it rules read alone. */
    static final String URL = "WIZARD_URL";

    /** Which model to ask there. */
    static final String MODEL = "WIZARD_MODEL";

    /** What opens it. */
    static final String KEY = "WIZARD_API_KEY";

    /** A file that holds what opens it, read anew for each question. */
    static final String KEY_FILE = "WIZARD_API_KEY_FILE";

    private DescriptionReader() {}

    /**
     * Returns who reads. What it returns may be {@link AutoCloseable}, and is the caller's to close.
     *
     * @throws IllegalArgumentException if an address is there without a model, a key, or sense
     */
    static WorkloadReader of(Map<String, String> environment) {
        String url = environment.getOrDefault(URL, "").strip();
        if (url.isEmpty()) {
            return WorkloadRules.create();
        }
        String model = environment.getOrDefault(MODEL, "").strip();
        if (model.isEmpty()) {
            throw new IllegalArgumentException(URL + " is set, so " + MODEL + " must say which model to ask there");
        }
        try {
            return LanguageModelReader.create(URI.create(url), key(environment), model, WorkloadRules.create());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(URL + ": " + wrong.getMessage(), wrong);
        }
    }

    private static CredentialSource key(Map<String, String> environment) {
        String file = environment.getOrDefault(KEY_FILE, "").strip();
        String key = environment.getOrDefault(KEY, "").strip();
        if (file.isEmpty() == key.isEmpty()) {
            throw new IllegalArgumentException(URL + " is set, so one of " + KEY + " and " + KEY_FILE + " must be too");
        }
        return file.isEmpty() ? CredentialSource.of(key) : CredentialSource.fromFile(Path.of(file));
    }
}
