package com.dumontcloud.benchmarks.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Timer;

/**
 * The arrows between the modules, and between the packages inside sdk-policies, as rules over compiled classes. They take
 * the root package as a parameter, so that the same rules judge the SDK and the deliberately wrong classes that prove
 * each of them can fail. A package that does not exist yet breaks no rule.
 */
final class ArchitectureRules {
    private static final List<String> MODULES = List.of("core", "vast", "agent", "policy");

    private final String root;

    private ArchitectureRules(String root) {
        this.root = root;
    }

    /** Returns every rule for the modules under {@code root}, by its name, in the order of the page on architecture. */
    static Map<String, ArchRule> under(String root) {
        ArchitectureRules rules = new ArchitectureRules(root);
        Map<String, ArchRule> byName = new LinkedHashMap<>();
        byName.put("core knows nobody", rules.knowsNone("core", "vast", "agent", "policy"));
        byName.put("vast knows only core", rules.knowsNone("vast", "agent", "policy"));
        byName.put("agent knows only core", rules.knowsNone("agent", "vast", "policy"));
        byName.put("policy knows only core", rules.knowsNone("policy", "vast", "agent"));
        byName.put("agent reaches no HTTP or JSON library", rules.agentIsLean());
        byName.put("decide knows values alone", rules.decideKnowsValuesAlone());
        byName.put("decide is pure", rules.decideIsPure());
        byName.put("store stands alone", rules.knowsNone("policy.store", "policy.endpoint", "policy.recovery"));
        byName.put("endpoint stands alone", rules.knowsNone("policy.endpoint", "policy.store", "policy.recovery"));
        byName.put("recovery stands alone", rules.knowsNone("policy.recovery", "policy.store", "policy.endpoint"));
        byName.put("internal stays inside its module", rules.internalStaysInside());
        byName.put("no third-party type in a public signature", rules.signaturesAreOurs());
        byName.put("every package is @NullMarked", rules.packagesAreNullMarked());
        byName.replaceAll((name, rule) -> rule.as(name).allowEmptyShould(true));
        return byName;
    }

    private ArchRule knowsNone(String who, String... others) {
        return noClasses()
                .that(resideInAPackage(tree(who)))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        List.of(others).stream().map(this::tree).toArray(String[]::new)));
    }

    /** Reaches, not only imports: a class of core that needs a library would drag it into the host program. */
    private ArchRule agentIsLean() {
        return noClasses()
                .that(resideInAPackage(tree("agent")))
                .should()
                .transitivelyDependOnClassesThat(resideInAnyPackage(
                        "okhttp3..", "okio..", "com.squareup.moshi..", "dev.failsafe..", "kotlin.."));
    }

    /** The model, and the provider's answers (a witness, a receipt), but nothing that acts when it is called. */
    private ArchRule decideKnowsValuesAlone() {
        DescribedPredicate<JavaClass> answers =
                resideInAPackage(tree("core.provider")).and(not(JavaClass.Predicates.INTERFACES));
        return classes()
                .that(resideInAPackage(tree("policy.decide")))
                .should()
                .onlyDependOnClassesThat(answers.or(resideInAnyPackage(
                        "java.lang..",
                        "java.math..",
                        "java.nio.charset",
                        "java.time..",
                        "java.util",
                        "java.util.function..",
                        "java.util.stream..",
                        "org.jspecify..",
                        root + ".policy",
                        tree("policy.decide"),
                        tree("core.model"))));
    }

    /** Time, chance and threads come in as values: the same evidence gives the same decision, today and in a replay. */
    private ArchRule decideIsPure() {
        DescribedPredicate<JavaClass> outsideWorld = belongToAnyOf(
                java.time.Clock.class,
                Thread.class,
                ThreadLocal.class,
                Runtime.class,
                System.class,
                Timer.class,
                Random.class);
        DescribedPredicate<JavaAccess<?>> readsTheClock = DescribedPredicate.describe(
                "read the clock",
                access -> access.getTargetOwner().getPackageName().equals("java.time")
                        && access.getName().equals("now"));
        return noClasses()
                .that(resideInAPackage(tree("policy.decide")))
                .should()
                .dependOnClassesThat(outsideWorld)
                .orShould()
                .accessTargetWhere(readsTheClock);
    }

    private ArchRule internalStaysInside() {
        List<ArchRule> perModule = MODULES.stream()
                .<ArchRule>map(module -> noClasses()
                        .that(resideOutsideOfPackage(tree(module)))
                        .should()
                        .dependOnClassesThat(resideInAPackage(root + "." + module + "..internal..")))
                .toList();
        return CompositeArchRule.of(perModule);
    }

    private ArchRule signaturesAreOurs() {
        return classes()
                .that(resideInAPackage(root + ".."))
                .and(not(resideInAPackage("..internal..")))
                .should(new OnlyOwnTypesInSignatures(root));
    }

    private ArchRule packagesAreNullMarked() {
        return classes().that(resideInAPackage("com.dumontcloud..")).should(new ResideInNullMarkedPackage());
    }

    private String tree(String packageName) {
        return root + "." + packageName + "..";
    }
}
