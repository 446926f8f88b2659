package com.dumontcloud.sdk.core.advisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Precision;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Tuning;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadRulesTest {

    /** What people write, and by hand what they mean: the task, how it is tuned, the model and its size by its model card. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            Quero servir o Llama 3 8B para um chatbot                        | SERVE     | -     | Llama 3 8B          | 8.03
            Serve Llama-3-70B-Instruct as an API                             | SERVE     | -     | Llama 3 70B         | 70.55
            Hospedar llama3.1:8b em produção                                 | SERVE     | -     | Llama 3.1 8B        | 8.03
            Run Llama 3.1 405B in fp8                                        | SERVE     | -     | Llama 3.1 405B      | 405.85
            Inferência com Llama 2 de 13 bilhões de parâmetros               | SERVE     | -     | Llama 2 13B         | 13.02
            inference of a 7B model                                          | SERVE     | -     | 7B                  | 7
            Rodar um modelo de 1,5 bilhões de parâmetros                     | SERVE     | -     | 1.5B                | 1.5
            Serve a 0.125B model                                             | SERVE     | -     | 0.125B              | 0.125
            Run a 350M parameter model                                       | SERVE     | -     | 0.35B               | 0.35
            fine-tune Mistral 7B with LoRA on 50k examples                   | FINE_TUNE | LORA  | Mistral 7B          | 7.25
            Fazer fine-tuning do Qwen2.5-14B com QLoRA                       | FINE_TUNE | QLORA | Qwen2.5 14B         | 14.77
            Ajuste fino completo do Gemma 2 2B                               | FINE_TUNE | FULL  | Gemma 2 2B          | 2.61
            full fine-tuning of Llama 3.2 1B                                 | FINE_TUNE | FULL  | Llama 3.2 1B        | 1.24
            QLoRA em Mixtral 8x7B                                            | FINE_TUNE | QLORA | Mixtral 8x7B        | 46.7
            Treinar um modelo de 1.3B do zero com 30B tokens                 | PRETRAIN  | -     | 1.3B                | 1.3
            pretraining a 125M parameters model on 10 billion tokens         | PRETRAIN  | -     | 0.125B              | 0.125
            Train a 3B model                                                 | TRAIN     | -     | 3B                  | 3
            treinamento de BERT base                                         | TRAIN     | -     | BERT base           | 0.11
            Gerar 10.000 imagens com SDXL                                    | BATCH     | -     | Stable Diffusion XL | 3.47
            generate images with Stable Diffusion 1.5 in a batch             | BATCH     | -     | Stable Diffusion 1.5| 1.07
            treinar uma LoRA de FLUX.1 dev                                   | FINE_TUNE | LORA  | FLUX.1 dev          | 16.87
            Transcrever áudio com Whisper large-v3                           | BATCH     | -     | Whisper large-v3    | 1.54
            Summarize 200k documents with Qwen 2.5 7B                        | BATCH     | -     | Qwen2.5 7B          | 7.62
            Classificar 1 milhão de textos com bert-large                    | BATCH     | -     | BERT large          | 0.335
            batch inference with DeepSeek-R1 671B                            | BATCH     | -     | DeepSeek-R1 671B    | 671
            Um assistente com Llama 3 8B, sem treinar nada                   | SERVE     | -     | Llama 3 8B          | 8.03
            serve a pre-trained 13B model, no fine-tuning                    | SERVE     | -     | 13B                 | 13
            Preciso de um computador                                         | -         | -     | -                   | -
            servir o llama 3                                                 | SERVE     | -     | -                   | -
            """)
    void readsWhatPeopleWrite(
            String text,
            @Nullable Task task,
            @Nullable Tuning tuning,
            @Nullable String model,
            @Nullable Double billions) {
        WorkloadSpec workload = read(text);

        assertThat(workload.task()).isEqualTo(task);
        assertThat(workload.tuning()).isEqualTo(tuning);
        assertThat(workload.model() == null ? null : workload.model().name()).isEqualTo(model);
        assertThat(workload.model() == null ? null : workload.model().billions())
                .isEqualTo(billions);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            servir 7B em 4 bits          | INT4
            serve a 7B in int8           | INT8
            serve a 7B in fp8            | FP8
            servir 7B em meia precisão   | BF16
            serve a 7B in fp32           | FP32
            serve a 7B with AWQ          | INT4
            servir um 7B quantizado      | INT4
            """)
    void readsThePrecision(String text, Precision precision) {
        assertThat(read(text).precision()).isEqualTo(precision);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            servir 7B com contexto de 8k tokens        | 8192
            serve a 7B with a context length of 32768  | 32768
            resumir 50.000 contratos de 4 mil tokens com 7B      | 4000
            summarize 100 documents of 3,000 tokens with a 7B    | 3000
            serve a 7B, 128k context                   | 131072
            treinar 7B com sequências de 4.096 tokens  | 4096
            fine-tune 7B on sequences of 2048 tokens   | 2048
            """)
    void readsTheContext(String text, int tokens) {
        assertThat(read(text).contextTokens()).isEqualTo(tokens);
        assertThat(read(text).datasetTokens()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            train 1B from scratch on 20B tokens             | 20000000000 | -       | -
            treinar 1B do zero com 20 bilhões de tokens     | 20000000000 | -       | -
            fine-tune 7B on 1.5 million tokens              | 1500000     | -       | -
            fine-tuning de 7B com 50 mil exemplos           | -           | 50000   | -
            fine-tune 7B on 52,002 training examples        | -           | 52002   | -
            fine-tuning de 7B com 10.000 pares de perguntas | -           | 10000   | -
            ajuste fino de 7B com 2 GB de texto             | -           | -       | 2
            fine-tune 7B on a dataset of 500 MB             | -           | -       | 0.5
            """)
    void readsHowMuchDataThereIs(String text, @Nullable Long tokens, @Nullable Long items, @Nullable Double gigabytes) {
        WorkloadSpec workload = read(text);

        assertThat(workload.datasetTokens()).isEqualTo(tokens);
        assertThat(workload.items()).isEqualTo(items);
        assertThat(workload.datasetGb()).isEqualTo(gigabytes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            servir 7B por 3 horas                            | PT3H   | -
            serve a 7B for a week                            | PT168H | -
            servir 7B durante duas semanas, 8 horas por dia  | PT112H | -
            serve a 7B 24/7                                  | PT732H | -
            serve a 7B 24/7 for a week                       | PT168H | -
            servir 7B 24/7 durante 3 dias                    | PT72H  | -
            fine-tune 7B within 12 hours                     | -      | PT12H
            fine-tuning de 7B em até 2 dias                  | -      | PT48H
            fine-tuning de 7B até amanhã                     | -      | PT24H
            fine-tune 7B in 90 minutes                       | -      | PT1H30M
            """)
    void readsForHowLongAndByWhen(String text, @Nullable Duration duration, @Nullable Duration deadline) {
        WorkloadSpec workload = read(text);

        assertThat(workload.duration()).isEqualTo(duration);
        assertThat(workload.deadline()).isEqualTo(deadline);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            servir 7B, até US$ 50                   | 50    | -
            serve a 7B for at most $1,500           | 1500  | -
            serve a 7B with 100 dollars             | 100   | -
            servir 7B por no máximo $0.60 por hora  | -     | 0.60
            serve a 7B under 2 USD per hour         | -     | 2
            servir 7B com US$ 48 por dia            | -     | 2
            servir 7B por até US$ 0.350 por hora    | -     | 0.35
            servir 7B por até US$ 0,350 por hora    | -     | 0.35
            serve a 7B for at most $1,000           | 1000  | -
            serve a 7B for at most $999.999         | 999999 | -
            """)
    void readsTheMoney(String text, @Nullable BigDecimal budget, @Nullable BigDecimal rate) {
        WorkloadSpec workload = read(text);

        assertThat(workload.budgetUsd())
                .usingComparator(WorkloadRulesTest::compare)
                .isEqualTo(budget);
        assertThat(workload.maxRate() == null ? null : workload.maxRate().usdPerHour())
                .usingComparator(WorkloadRulesTest::compare)
                .isEqualTo(rate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"servir 7B com R$ 100", "serve a 7B for 100 euros", "servir 7B por 100 reais"})
    void appliesNoAmountInAnotherCurrency(String text) {
        Reading reading = WorkloadRules.create().read(text);

        assertThat(reading.workload().budgetUsd()).isNull();
        assertThat(reading.remarks()).extracting(Remark::code).containsExactly("read.currency");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            serve a 7B to 20 concurrent users            | 20 | -
            servir 7B para 20 usuários simultâneos       | 20 | -
            servir 7B para 250 usuários                  | 25 | -
            serve a 7B to 5 people                       | 1  | -
            serve a 7B at 10 requests per second         | -  | 10
            servir 7B com 120 requisições por minuto     | -  | 2
            """)
    void readsHowManyAsk(String text, @Nullable Integer atOnce, @Nullable Double perSecond) {
        WorkloadSpec workload = read(text);

        assertThat(workload.concurrency()).isEqualTo(atOnce);
        assertThat(workload.requestsPerSecond()).isEqualTo(perSecond);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            servir 7B na Europa                     | EU | -        | -
            serve a 7B in the US                    | US | -        | -
            give us a 7B server                     | -  | -        | -
            Eu quero servir um 7B                   | -  | -        | -
            servir 7B na EU                         | EU | -        | -
            servir 7B no Brasil                     | BR | -        | -
            serve a 7B on the RTX 4090              | -  | RTX 4090 | -
            serve a 7B on 2x A100                   | -  | A100     | 2
            fine-tuning de 7B em 8 H100             | -  | H100     | 8
            serve a 7B on an L40S                   | -  | L40S     | 1
            serve a 7B on an H100 SXM               | -  | H100 SXM | 1
            serve a 7B on two Tesla T4              | -  | Tesla T4 | 2
            """)
    void readsTheMachine(String text, @Nullable String region, @Nullable String gpu, @Nullable Integer count) {
        WorkloadSpec workload = read(text);

        assertThat(workload.regions()).isEqualTo(region == null ? Set.of() : Set.of(region));
        assertThat(workload.gpuName()).isEqualTo(gpu);
        assertThat(workload.gpuCount()).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            servir 7B em spot                          | true
            fine-tune 7B, it may be interrupted        | true
            servir 7B sem interrupção                  | false
            serve a 7B on demand                       | false
            serve a 7B on-demand, not spot             | false
            servir 7B sob demanda                      | false
            o treino de 7B não pode ser interrompido   | false
            """)
    void readsWhetherItMayBeTakenAway(String text, @Nullable Boolean interruptible) {
        assertThat(read(text).isInterruptible()).isEqualTo(interruptible);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Hospedar em PRODUÇÃO o Llama 3 8B para 20 USUÁRIOS simultâneos na ÁSIA por 3 MESES
            hospedar em producao o llama 3 8b para 20 usuarios simultaneos na asia por 3 meses
            """)
    void readsTheSameWithAccentsAndWithout(String text) {
        WorkloadSpec workload = read(text);

        assertThat(workload.task()).isEqualTo(Task.SERVE);
        assertThat(workload.concurrency()).isEqualTo(20);
        assertThat(workload.regions()).containsExactly("ASIA");
        assertThat(workload.duration()).isEqualTo(Duration.ofHours(3 * 732));
    }

    @Test
    void tellsTheNumbersItMadeNothingOf() {
        Reading reading = WorkloadRules.create().read("serve a 7B on 3 nodes with 96 cores");

        assertThat(reading.unread()).containsExactly("3 nodes", "96 cores");
    }

    @Test
    void usesNoNumberThatCannotBe() {
        Reading reading = WorkloadRules.create().read("fine-tune 7B for 99999999 epochs");

        assertThat(reading.remarks()).extracting(Remark::code).contains("read.impossible");
        assertThat(reading.workload().epochs()).isNull();
    }

    @Test
    void usesWhatElseWasReadBesideANumberThatCannotBe() {
        Reading reading =
                WorkloadRules.create().read("fine-tune Mistral 7B with LoRA on 50k examples for 99999999 epochs, $20");

        assertThat(reading.workload().task()).isEqualTo(Task.FINE_TUNE);
        assertThat(reading.workload().tuning()).isEqualTo(Tuning.LORA);
        assertThat(reading.workload().model()).isNotNull();
        assertThat(reading.workload().items()).isEqualTo(50_000);
        assertThat(reading.workload().budgetUsd()).isEqualByComparingTo("20");
        assertThat(reading.remarks())
                .filteredOn(remark -> remark.code().equals("read.impossible"))
                .singleElement()
                .satisfies(remark -> assertThat(remark.values())
                        .hasSize(1)
                        .first()
                        .asString()
                        .contains("epochs"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "😀", "0", "((((", "7b7b7b", "$", "por por por", "\u0000", "99999999999999999999b"})
    void makesNothingOfNothing(String text) {
        Reading reading = WorkloadRules.create().read(text);

        assertThat(reading.workload().task()).isNull();
    }

    private static WorkloadSpec read(String text) {
        return WorkloadRules.create().read(text).workload();
    }

    private static int compare(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        return one == null || other == null ? (one == other ? 0 : 1) : one.compareTo(other);
    }
}
