package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.client.HttpTransport.AnswerReader;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.wire.AgentViewCodec;
import com.dumontcloud.sdk.core.wire.ErrorCodec;
import com.dumontcloud.sdk.core.wire.ErrorDocument;
import java.io.IOException;
import java.util.function.Function;
import okhttp3.MediaType;
import okhttp3.Response;
import okio.BufferedSource;

/** Reads an answer that should be one JSON document of a bearable size. */
final class JsonAnswer {

    /** About 30,000 rows of the fleet. */
    static final long LARGEST = 8L * 1024 * 1024;

    private JsonAnswer() {}

    /** Returns a reader that decodes the document. */
    static <T> AnswerReader<T> of(Function<byte[], T> decoder) {
        return (response, failures) -> {
            byte[] body = body(response, failures);
            try {
                return decoder.apply(body);
            } catch (DumontException unreadable) {
                ErrorDocument error = ErrorCodec.refusal(body);
                throw error == null
                        ? failures.unreadable(response.code(), response.headers(), unreadable.getMessage(), unreadable)
                        : failures.refusedWithin(response.code(), response.headers(), error);
            }
        };
    }

    /** Returns a reader for answers that say nothing but that it went well; an empty one says so too. */
    static AnswerReader<Boolean> confirmation() {
        AnswerReader<Boolean> reader = of(json -> {
            AgentViewCodec.decodeConfirmation(json);
            return true;
        });
        return (response, failures) -> response.body().source().exhausted() || reader.read(response, failures);
    }

    private static byte[] body(Response response, Failures failures) throws IOException {
        MediaType type = response.body().contentType();
        if (type != null && !type.subtype().equals("json") && !type.subtype().endsWith("+json")) {
            throw failures.unreadable(
                    response.code(),
                    response.headers(),
                    "the answer is " + type.type() + "/" + type.subtype() + ", not JSON",
                    null);
        }
        BufferedSource source = response.body().source();
        if (source.request(LARGEST + 1)) {
            throw failures.unreadable(
                    response.code(),
                    response.headers(),
                    "the answer is larger than " + LARGEST + " bytes; ask for smaller pages",
                    null);
        }
        return source.readByteArray();
    }
}
