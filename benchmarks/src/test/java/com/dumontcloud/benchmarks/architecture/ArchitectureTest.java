package com.dumontcloud.benchmarks.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final Map<String, ArchRule> RULES = ArchitectureRules.under("com.dumontcloud.sdk");
    private static final JavaClasses SDK = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/jmh_generated/")) // the benchmark generator's own
            .importPackages("com.dumontcloud");

    /** A small SDK in which every class breaks a rule on purpose, except one that is allowed to. */
    private static final String WRONG = "com.dumontcloud.benchmarks.architecture.wrong";

    private static final Map<String, ArchRule> RULES_FOR_WRONG = ArchitectureRules.under(WRONG);
    private static final JavaClasses WRONG_SDK = new ClassFileImporter().importPackages(WRONG);

    @ParameterizedTest
    @MethodSource("rules")
    void holdsForTheSdk(String rule) {
        ArchRule checked = RULES.get(rule);

        checked.check(SDK);
    }

    @ParameterizedTest
    @CsvSource({
        "core knows nobody, core.Core$KnowsPolicy",
        "vast knows only core, vast.Vast$KnowsAgent",
        "agent knows only core, agent.Agent$KnowsVast",
        "policy knows only core, policy.Policy$KnowsVast",
        "agent reaches no HTTP or JSON library, agent.Agent$ReachesMoshiThroughCore",
        "decide knows values alone, policy.decide.Decide$KnowsStore",
        "decide knows values alone, policy.decide.Decide$KnowsClient",
        "decide knows values alone, policy.decide.Decide$KnowsProvider",
        "decide knows values alone, policy.decide.Decide$Logs",
        "decide knows values alone, policy.decide.Decide$Locks",
        "decide knows values alone, policy.decide.Decide$Queries",
        "decide is pure, policy.decide.Decide$HoldsAClock",
        "decide is pure, policy.decide.Decide$AsksTheTime",
        "decide is pure, policy.decide.Decide$ReadsTheEnvironment",
        "store stands alone, policy.store.Store$KnowsEndpoint",
        "endpoint stands alone, policy.endpoint.Endpoint$KnowsRecovery",
        "recovery stands alone, policy.recovery.Recovery$KnowsStore",
        "internal stays inside its module, vast.Vast$UsesInternalOfCore",
        "no third-party type in a public signature, core.Core$ReturnsThirdParty",
        "no third-party type in a public signature, core.Core$TakesThirdParty",
        "no third-party type in a public signature, core.Core$ThrowsThirdParty",
        "no third-party type in a public signature, core.Core$ExtendsThirdParty",
        "no third-party type in a public signature, core.Core$BoundByThirdParty",
        "no third-party type in a public signature, core.Core$HoldsThirdParty",
        "every package is @NullMarked, core.internal.Hidden",
    })
    void catchesTheClassThatBreaksTheRule(String rule, String offender) {
        List<String> violations = violationsOf(rule);

        assertThat(violations).anySatisfy(violation -> assertThat(violation).contains(WRONG + "." + offender));
    }

    @Test
    void provesEveryRuleOnce() {
        assertThat(rules()).allSatisfy(rule -> assertThat(violationsOf(rule)).isNotEmpty());
    }

    @Test
    void letsDecideReadWhatAProviderAnswered() {
        assertThat(violationsOf("decide knows values alone"))
                .noneSatisfy(violation -> assertThat(violation).contains("Decide$HearsTheWitness"));
    }

    @Test
    void letsTheUserBringAnHttpClient() {
        assertThat(violationsOf("no third-party type in a public signature"))
                .noneSatisfy(violation -> assertThat(violation).contains("ClientOptions.httpClient"))
                .noneSatisfy(violation -> assertThat(violation).contains("ClientOptions$Builder.httpClient"))
                .anySatisfy(violation -> assertThat(violation).contains("ClientOptions.anythingElse"));
    }

    @Test
    void accusesNoTypeThatIsHiddenFromUsers() {
        assertThat(violationsOf("no third-party type in a public signature"))
                .noneSatisfy(violation ->
                        assertThat(violation).containsAnyOf("Core$Private", "Core$PackagePrivate", "Hidden"));
    }

    @Test
    void seesAllFourModules() {
        assertThat(Stream.of("core", "vast", "agent", "policy"))
                .allSatisfy(module -> assertThat(SDK)
                        .anyMatch(type -> type.getPackageName().startsWith("com.dumontcloud.sdk." + module)));
    }

    private static List<String> violationsOf(String rule) {
        return RULES_FOR_WRONG.get(rule).evaluate(WRONG_SDK).getFailureReport().getDetails();
    }

    static Stream<String> rules() {
        return RULES.keySet().stream();
    }
}
