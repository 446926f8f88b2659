package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.ApiCall;
import com.dumontcloud.sdk.core.client.HttpAnswer;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what Vast leaves in a store for whoever asked, once it is there. Thread-safe.
 *
 * <p>The store is not Vast's own server: no key goes there, and the address, which is signed, appears in no message.
 */
final class VastResults {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final int MOST_LOOKS = 11;

    private final VastHttp http;

    VastResults(VastHttp http) {
        this.http = http;
    }

    /** Reads where the result will be. */
    static Place place(JsonObject answer) {
        String url = answer.text("result_url");
        if (url == null) {
            throw VastColumns.missing("result_url");
        }
        return new Place(url, answer.text("writeable_path"));
    }

    String fetch(Place place, String what) {
        ApiCall call = ApiCall.getElsewhere(place.url());
        for (int look = 0; look < MOST_LOOKS; look++) {
            Duration wait = look == 0 ? FIRST_WAIT : WAIT;
            Optional<String> text = http.api()
                    .send(
                            call.pacedBy(longest -> Optional.of(wait).filter(needed -> needed.compareTo(longest) <= 0)),
                            answer -> text(answer, what));
            if (text.isPresent()) {
                String path = place.writeablePath();
                return path == null || path.isEmpty() ? text.get() : text.get().replace(path, "");
            }
        }
        throw new DumontException(
                Kind.TIMEOUT, what + " did not come in about 20 s; the host may be slow or gone, try again");
    }

    /** Returns the text; empty while it is not there, to which the store says 403 or 404. */
    private static Optional<String> text(HttpAnswer answer, String what) {
        if (answer.isSuccessful()) {
            return Optional.of(new String(answer.body(), StandardCharsets.UTF_8));
        }
        if (answer.status() == 403 || answer.status() == 404) {
            return Optional.empty();
        }
        throw VastFailures.store(answer, what);
    }

    /**
     * Where a result will be.
     *
     * @param url signed
     * @param writeablePath the host's own name of the container's root, which is taken out of the text
     */
    record Place(String url, @Nullable String writeablePath) {

        @Override
        public String toString() {
            return "result (address hidden)";
        }
    }
}
