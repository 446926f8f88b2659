package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.core.advisor.Reading;
import com.dumontcloud.sdk.core.advisor.Remark;
import com.dumontcloud.sdk.core.advisor.WorkloadRules;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageModelReaderTest {

    private static final String OPEN = "something like a chat bot for our shop, you know, the mid-sized llama";

    private TestPlane server;
    private LanguageModelReader reader;

    @BeforeEach
    void start() {
        server = new TestPlane();
        reader = LanguageModelReader.create(
                server.options().callTimeout(Duration.ofSeconds(2)),
                URI.create(server.url() + "/v1/chat/completions"),
                "small-model",
                WorkloadRules.create());
    }

    @AfterEach
    void stop() {
        reader.close();
        server.close();
    }

    @Test
    void fillsWhatTheRulesLeftOpenAndTellsIt() throws Exception {
        says("{\\\"model\\\":\\\"Llama 3 70B\\\",\\\"concurrency\\\":4}");

        Reading reading = reader.read(OPEN);

        RecordedRequest request = server.taken();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/v1/chat/completions");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + TestPlane.TOKEN);
        assertThat(request.getBody().utf8()).contains("\"model\":\"small-model\"", "the mid-sized llama");
        assertThat(reading.workload().model().name()).isEqualTo("Llama 3 70B");
        assertThat(reading.workload().model().billions()).isEqualTo(70.55);
        assertThat(reading.workload().concurrency()).isEqualTo(4);
        assertThat(reading.remarks())
                .extracting(remark -> remark.text(Locale.ENGLISH))
                .containsExactly("A language model read this in the description: model = Llama 3 70B, concurrency = 4."
                        + " Check it.");
    }

    @Test
    void asksNobodyWhereTheRulesReadEverything() {
        Reading reading = reader.read("serve Llama 3 8B");

        assertThat(reading.workload().task()).isEqualTo(Task.SERVE);
        assertThat(server.requests()).isZero();
    }

    @Test
    void letsWhatTheRulesReadStand() {
        says("{\\\"task\\\":\\\"pretrain\\\",\\\"parameters_billions\\\":405}");

        WorkloadSpec workload = reader.read("serve a 7B model on 3 nodes").workload();

        assertThat(workload.task()).isEqualTo(Task.SERVE);
        assertThat(workload.model().billions()).isEqualTo(7);
    }

    @Test
    void takesNoMoneyFromIt() {
        says("{\\\"budget_usd\\\":1000000,\\\"max_price_usd_per_hour\\\":99,\\\"parameters_billions\\\":7}");

        WorkloadSpec workload = reader.read(OPEN).workload();

        assertThat(workload.model().billions()).isEqualTo(7);
        assertThat(workload.budgetUsd()).isNull();
        assertThat(workload.maxRate()).isNull();
    }

    @Test
    void findsTheObjectInAnAnswerThatTalksAroundIt() {
        says("Sure! ```json\\n{\\\"parameters_billions\\\":13}\\n``` Anything else?");

        assertThat(reader.read(OPEN).workload().model().billions()).isEqualTo(13);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no object",
                "{",
                "}{",
                "[1]",
                "{\\\"parameters_billions\\\":-7}",
                "{\\\"parameters_billions\\\":1e300}",
                "{\\\"parameters_billions\\\":\\\"seven\\\"}",
                "{\\\"concurrency\\\":0}",
                "{\\\"items\\\":1.5}",
                "{\\\"hours\\\":-1}",
                "{\\\"num_gpus\\\":65}",
                "{\\\"regions\\\":[\\\"<script>\\\"]}",
                "{\\\"model\\\":\\\"a\\\\u0000b\\\",\\\"parameters_billions\\\":7}"
            })
    void usesNothingOfAnAnswerThatCannotBe(String content) {
        says(content);

        Reading reading = reader.read(OPEN);

        assertThat(reading.workload()).usingRecursiveComparison().isEqualTo(rulesAlone());
        assertThat(reading.remarks()).extracting(Remark::code).containsExactly("warned.model_failed");
    }

    @ParameterizedTest
    @CsvSource({"401,UNAUTHENTICATED", "429,RATE_LIMITED", "500,SERVER", "302,INVALID_ANSWER", "404,INVALID_ANSWER"})
    void saysSoWhereItIsRefusedAndTriesNoSecondTime(int status, String why) {
        server.answer(status, "{}", "Location", "http://127.0.0.1:1/elsewhere");

        Reading reading = reader.read(OPEN);

        assertThat(reading.workload()).usingRecursiveComparison().isEqualTo(rulesAlone());
        assertThat(reading.remarks())
                .singleElement()
                .satisfies(remark -> assertThat(remark.values()).containsExactly(why));
        assertThat(server.requests()).isOne();
    }

    @Test
    void waitsForNoAnswerThatDoesNotCome() {
        server.server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());

        Reading reading = reader.read(OPEN);

        assertThat(reading.remarks())
                .singleElement()
                .satisfies(remark -> assertThat(remark.values()).containsExactly("TIMEOUT"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://example.org", "https://example.org/v1?key=1", "http://10.0.0.1/v1/chat/completions"})
    void refusesAddressesThatAreNotWholeOrShowTheKey(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LanguageModelReader.create(
                        URI.create(address), CredentialSource.of("key-of-a-model"), "m", WorkloadRules.create()));
    }

    private void says(String content) {
        server.answer(200, "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"" + content + "\"}}]}");
    }

    private static WorkloadSpec rulesAlone() {
        return WorkloadRules.create().read(OPEN).workload();
    }
}
