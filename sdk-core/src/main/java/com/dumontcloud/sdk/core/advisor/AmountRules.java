package com.dumontcloud.sdk.core.advisor;

import static java.util.regex.Pattern.compile;

import com.dumontcloud.sdk.core.model.HourlyRate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what can be counted: tokens, data, people, hours and money. Each is told by the words around it, so their order matters. */
final class AmountRules {

    /** A month that has no name has as many hours as one of agent-system.md, section "Custo". */
    private static final int HOURS_PER_MONTH = 732;

    /** Of people who have access, so many are taken to ask at the same time. */
    private static final double AT_ONCE = 0.1;

    private static final String DIGITS = "(?<![a-z0-9.,])([0-9]+(?:[.,][0-9]+)*)";
    private static final String NUMBER = "(?<![a-z0-9.,])" + Numbers.NUMBER;
    private static final String UNIT =
            "(horas?|hours?|hrs?|h|minutos?|minutes?|min|dias?|days?|semanas?|weeks?|mes|meses|months?)\\b";
    private static final String PEOPLE = "(?:usuarios?|users?|clientes?|clients?|customers?|pessoas|people|alunos"
            + "|students|funcionarios|employees|conversas|conversations|sessoes|sessions|requisicoes|requests|chamadas"
            + "|pedidos)";
    private static final String AT_THE_SAME_TIME = "(?:simultane\\w+|concorrentes?|concurrent\\w*|at once"
            + "|ao mesmo tempo|at the same time|em paralelo|in parallel|paralel[oa]s)\\b";
    private static final String THINGS = "(?:exemplos|examples|samples|amostras|linhas|rows|registros|records"
            + "|documentos|documents|docs|imagens|images|fotos|photos|pictures|pares|pairs|conversas|conversations"
            + "|dialogos|dialogues|perguntas|questions|prompts|textos|texts|artigos|articles|instrucoes|instructions"
            + "|contratos|contracts|comentarios|comments|frases|sentences|tickets|posts|produtos|products"
            + "|arquivos|files|paginas|pages|mensagens|messages|reviews|avaliacoes|e-?mails)\\b";
    private static final String DATA = "(?:dados|data|textos?|texts?|imagens|images|audio|videos?|dataset|corpus"
            + "|documentos|documents|pdfs?)\\b";
    private static final String CONTEXT =
            "(?:contexto|context(?: length| window| size)?|janela|sequencias?|sequences?|seq_?len)";
    private static final String CURRENCY = "(us\\$|u\\$s|r\\$|\\$|€|usd|brl|eur)";
    private static final String CURRENCY_BEHIND = "(dolar(?:es)?|dollars?|usd|reais|brl|euros?|eur)\\b";
    private static final String EACH = "(?: ?(?:por|per|/|a|an|ao) ?(hora|hour|h|dia|day|mes|month)\\b)?";

    private static final Pattern MONEY =
            compile("(?<![a-z0-9])" + CURRENCY + " ?([0-9]+(?:[.,][0-9]+)*)(?: ?(k|mil)\\b)?" + EACH);
    private static final Pattern MONEY_BEHIND = compile(DIGITS + "(?: ?(k|mil)\\b)? ?" + CURRENCY_BEHIND + EACH);
    private static final Pattern CONTEXT_BEFORE = compile(
            "\\b" + CONTEXT
                    + "(?: (?:de|of|com|with|ate|up to|contexto|length))* ?=? ?([0-9]+(?:[.,][0-9]+)*) ?(k|mil)?\\b(?: tokens)?");
    private static final Pattern CONTEXT_BEHIND =
            compile(DIGITS + " ?(k|mil)?\\b ?(?:tokens )?(?:de |of )?(?:contexto|context)\\b");
    /** Of so many things each: their length. A corpus of so many tokens is all of it. */
    private static final Pattern TOKENS_EACH = compile("(?<=\\b" + THINGS.replace("textos|texts|", "") + ")"
            + " (?:de|of|com|with) " + DIGITS + Numbers.SCALE + " tokens?\\b");

    private static final Pattern TOKENS = compile(DIGITS + Numbers.SCALE + " (?:de )?tokens?\\b");
    private static final Pattern RATE = compile(DIGITS + Numbers.SCALE
            + " (?:requisicoes|requests?|reqs?|pedidos|chamadas|calls|perguntas|queries|mensagens|messages)"
            + " ?(?:por|per|a|/) ?(segundo|second|s|minuto|minute|min|hora|hour|h|dia|day)\\b");
    private static final Pattern RPS = compile(DIGITS + " ?(?:rps|qps|req/s)\\b");
    private static final Pattern AT_ONCE_BEHIND =
            compile(DIGITS + Numbers.SCALE + " (?:[a-z]+ )?" + PEOPLE + " " + AT_THE_SAME_TIME);
    private static final Pattern AT_ONCE_BEFORE =
            compile(DIGITS + Numbers.SCALE + " (?:concurrent|simultaneous|parallel) [a-z]+");
    private static final Pattern USERS = compile(DIGITS + Numbers.SCALE
            + " (?:usuarios?|users?|clientes?|clients?|customers?|pessoas|people|alunos|students|funcionarios"
            + "|employees)\\b");
    private static final Pattern ITEMS = compile(DIGITS + Numbers.SCALE + " (?:de |of )?(?:[a-z]+ )?" + THINGS);
    private static final Pattern SIZE = compile(DIGITS + " ?(mb|gb|tb) (?:de |of |em )?" + DATA);
    private static final Pattern SIZE_BEHIND =
            compile("\\b(?:dataset|corpus)(?: (?:de|of|com|with))? ([0-9]+(?:[.,][0-9]+)*) ?(mb|gb|tb)\\b");
    private static final Pattern EPOCHS = compile(NUMBER + " (?:epocas?|epochs?)\\b");
    private static final Pattern BATCH_SIZE = compile(
            "\\bbatch[ _-]?size(?: (?:de|of))? ?=? ?([0-9]+)\\b|\\b(?:lotes?|batch(?:es)?) (?:de|of) ([0-9]+)\\b");
    private static final Pattern HOURS_A_DAY =
            compile(NUMBER + " ?(?:horas?|hours?|h) (?:por|per|a|ao|/) ?(?:dia|day)\\b");
    private static final Pattern DEADLINE = compile("\\b(?:em ate|em|in|within|dentro de|ate|under|less than|menos de"
            + "|prazo(?: de)?|deadline(?: of| is)?:?) " + NUMBER + " ?" + UNIT);
    private static final Pattern TOMORROW = compile("\\b(?:amanha|tomorrow)\\b");
    private static final Pattern DURATION =
            compile("\\b(?:por|for|durante|during|pel[ao]s? proxim[ao]s?|for the next) " + NUMBER + " ?" + UNIT);
    private static final Pattern ALWAYS =
            compile("\\b24 ?[/x] ?7\\b|\\bsempre ligad\\w+|\\balways[- ]on\\b|\\baround the clock\\b");

    private final Sentence sentence;
    private final WorkloadSpec.Builder workload;
    private final List<Remark> remarks;

    AmountRules(Sentence sentence, WorkloadSpec.Builder workload, List<Remark> remarks) {
        this.sentence = sentence;
        this.workload = workload;
        this.remarks = remarks;
    }

    void read() {
        money();
        tokens();
        people();
        data();
        time();
    }

    private void money() {
        take(MONEY, found -> money(found.group(1), number(found, 2, 3), found.group(4)));
        take(MONEY_BEHIND, found -> money(found.group(3), number(found, 1, 2), found.group(4)));
    }

    private void money(String currency, double amount, @Nullable String each) {
        if (currency.startsWith("r") || currency.equals("brl") || currency.startsWith("eur") || currency.equals("€")) {
            remarks.add(Remark.of("read.currency", amount));
        } else if (each == null) {
            workload.budgetUsd(BigDecimal.valueOf(amount));
        } else {
            BigDecimal hours = BigDecimal.valueOf(
                    each.startsWith("h")
                            ? 1
                            : each.startsWith("d") ? Duration.ofDays(1).toHours() : HOURS_PER_MONTH);
            workload.maxRate(new HourlyRate(BigDecimal.valueOf(amount).divide(hours, MathContext.DECIMAL32)));
        }
    }

    private void tokens() {
        take(CONTEXT_BEFORE, this::context);
        take(CONTEXT_BEHIND, this::context);
        take(TOKENS_EACH, found -> workload.contextTokens((int) number(found, 1, 2)));
        take(TOKENS, found -> workload.datasetTokens((long) number(found, 1, 2)));
    }

    /** A thousand tokens of context are 1,024, as models are described. */
    private void context(MatchResult found) {
        double scale = "k".equals(found.group(2)) ? 1024 : "mil".equals(found.group(2)) ? 1000 : 1;
        workload.contextTokens((int) (Numbers.value(found.group(1)) * scale));
    }

    private void people() {
        take(
                RATE,
                found -> workload.requestsPerSecond(
                        number(found, 1, 2) / unit(found.group(3)).toSeconds()));
        take(RPS, found -> workload.requestsPerSecond(Numbers.value(found.group(1))));
        take(AT_ONCE_BEHIND, found -> workload.concurrency((int) number(found, 1, 2)));
        take(AT_ONCE_BEFORE, found -> workload.concurrency((int) number(found, 1, 2)));
        take(USERS, found -> {
            double users = number(found, 1, 2);
            int atOnce = (int) Math.ceil(users * AT_ONCE);
            workload.concurrency(atOnce);
            remarks.add(Remark.of("assumed.users", users, atOnce));
        });
    }

    private void data() {
        take(ITEMS, found -> workload.items((long) number(found, 1, 2)));
        take(SIZE, this::size);
        take(SIZE_BEHIND, this::size);
        take(EPOCHS, found -> workload.epochs((int) Numbers.value(found.group(1))));
        take(
                BATCH_SIZE,
                found -> workload.batchSize(
                        (int) Numbers.value(found.group(1) == null ? found.group(2) : found.group(1))));
    }

    private void size(MatchResult found) {
        double gigabytes = switch (found.group(2)) {
            case "mb" -> 0.001;
            case "tb" -> 1000;
            default -> 1;
        };
        workload.datasetGb(Numbers.value(found.group(1)) * gigabytes);
    }

    private void time() {
        double share = sentence.take(HOURS_A_DAY)
                .map(found -> Numbers.value(found.group(1)) / Duration.ofDays(1).toHours())
                .orElse(1.0);
        take(DEADLINE, found -> workload.deadline(time(found, 1)));
        take(TOMORROW, found -> workload.deadline(Duration.ofDays(1)));
        Optional<Duration> said = sentence.take(DURATION).map(found -> time(found, share));
        said.ifPresent(workload::duration);
        if (sentence.take(ALWAYS).isPresent() && said.isEmpty()) {
            workload.duration(Duration.ofHours(HOURS_PER_MONTH));
            remarks.add(Remark.of("assumed.month", HOURS_PER_MONTH));
        }
    }

    private static Duration time(MatchResult found, double share) {
        double units = Numbers.value(found.group(1)) * share;
        return Duration.ofSeconds((long) Math.ceil(units * unit(found.group(2)).toSeconds()));
    }

    private static Duration unit(String word) {
        if (word.startsWith("min")) {
            return Duration.ofMinutes(1);
        }
        return switch (word.charAt(0)) {
            case 'd' -> Duration.ofDays(1);
            case 'w' -> Duration.ofDays(7);
            case 'm' -> Duration.ofHours(HOURS_PER_MONTH);
            case 's' -> word.startsWith("sem") ? Duration.ofDays(7) : Duration.ofSeconds(1);
            default -> Duration.ofHours(1);
        };
    }

    private static double number(MatchResult found, int number, int scale) {
        return Numbers.value(found.group(number), found.group(scale));
    }

    private void take(Pattern pattern, Consumer<MatchResult> read) {
        sentence.take(pattern).ifPresent(read);
    }
}
