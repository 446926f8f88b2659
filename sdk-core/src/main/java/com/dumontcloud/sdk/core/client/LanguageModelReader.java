package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.advisor.Reading;
import com.dumontcloud.sdk.core.advisor.WorkloadReader;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.wire.ChatCodec;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a language model read what another reader left open. What the other reader made of a text stands; the model fills in the rest,
 * never money, and each thing it filled in is told, to be checked. Where the model cannot help, or says what cannot be, that is told
 * too and the other reader's work stands alone.
 *
 * <p>Speaks to a route like OpenAI's {@code /v1/chat/completions} at the one address that is configured, and follows no redirects. The
 * description leaves this process for there, and costs what its owner charges. Asks only where the task or the model is open, or numbers
 * were left unread. Thread-safe; blocks for at most {@value #SECONDS} seconds.
 */
public final class LanguageModelReader implements WorkloadReader, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LanguageModelReader.class);

    private static final int SECONDS = 20;

    private final HttpApi api;
    private final List<String> path;
    private final String model;
    private final WorkloadReader first;

    private LanguageModelReader(HttpApi api, List<String> path, String model, WorkloadReader first) {
        this.api = api;
        this.path = path;
        this.model = model;
        this.first = first;
    }

    /**
     * Returns a reader that asks a model.
     *
     * @param completions the whole address, such as {@code https://api.openai.com/v1/chat/completions}; plain http for this machine only
     * @param key what opens it
     * @param model which model, as the server calls it
     * @param first who reads before, and alone where the model cannot help
     * @throws IllegalArgumentException if the address is none
     */
    public static LanguageModelReader create(
            URI completions, CredentialSource key, String model, WorkloadReader first) {
        String base = completions.getScheme() + "://" + completions.getRawAuthority();
        return create(
                ClientOptions.builder(base, key).callTimeout(Duration.ofSeconds(SECONDS)), completions, model, first);
    }

    static LanguageModelReader create(
            ClientOptions.Builder options, URI completions, String model, WorkloadReader first) {
        List<String> path = Stream.of(completions.getPath().split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .toList();
        if (path.isEmpty() || completions.getRawQuery() != null || completions.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the address of the language model is to be whole, such as https://HOST/v1/chat/completions");
        }
        HttpApi api = HttpApi.create(options.maxRetries(0).build());
        return new LanguageModelReader(
                api, path, Objects.requireNonNull(model, "model"), Objects.requireNonNull(first, "first"));
    }

    @Override
    public Reading read(String description) {
        Reading reading = first.read(description);
        WorkloadSpec workload = reading.workload();
        boolean isOpen = workload.task() == null || workload.model() == null;
        if (!isOpen && reading.unread().isEmpty()) {
            return reading;
        }
        try {
            return reading.filledBy(ask(description));
        } catch (DumontException failure) {
            log.warn("The language model of {} could not help; rules read the description alone", api, failure);
            return reading.unaided(failure.kind().name());
        }
    }

    /** Closes its connections. Idempotent. */
    @Override
    public void close() {
        api.close();
    }

    private WorkloadSpec ask(String description) {
        String body = new String(ChatCodec.encodeQuestion(model, description), StandardCharsets.UTF_8);
        return api.send(ApiCall.of("POST", path).withJson(body), LanguageModelReader::answer);
    }

    private static WorkloadSpec answer(HttpAnswer answer) {
        if (!answer.isSuccessful()) {
            throw new DumontException(kind(answer.status()), answer.toString());
        }
        return ChatCodec.decodeAnswer(answer.body());
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 401, 403 -> Kind.UNAUTHENTICATED;
            case 429 -> Kind.RATE_LIMITED;
            default -> status >= 500 ? Kind.SERVER : Kind.INVALID_ANSWER;
        };
    }
}
