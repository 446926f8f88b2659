package com.dumontcloud.benchmarks.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/**
 * What a user can see of a public type names only types of the JDK's {@code java.*} and of the SDK, type arguments and
 * bounds included. The one exception is the hook for the user's own HTTP client, {@code ClientOptions.httpClient}.
 */
final class OnlyOwnTypesInSignatures extends ArchCondition<JavaClass> {
    private final String root;

    OnlyOwnTypesInSignatures(String root) {
        super("show only types of java.* and " + root);
        this.root = root;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!isVisible(type)) {
            return;
        }
        report(type.getDescription(), header(type), events);
        type.getMembers().stream()
                .filter(member -> isVisible(member) && !isTheHook(member))
                .forEach(member -> report(member.getDescription(), signature(member), events));
    }

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass()
                        .map(OnlyOwnTypesInSignatures::isVisible)
                        .orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private boolean isTheHook(JavaMember member) {
        String options = root + ".core.client.ClientOptions";
        String owner = member.getOwner().getName();
        return member.getName().equals("httpClient") && (owner.equals(options) || owner.equals(options + "$Builder"));
    }

    private static Stream<JavaType> header(JavaClass type) {
        Stream<JavaType> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        return Stream.concat(parents, type.getTypeParameters().stream());
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        Stream<JavaType> in = Stream.concat(code.getParameterTypes().stream(), code.getTypeParameters().stream());
        Stream<JavaType> out =
                Stream.concat(Stream.of(code.getReturnType()), code.getThrowsClause().getTypes().stream());
        return Stream.concat(in, out);
    }

    private void report(String where, Stream<JavaType> shown, ConditionEvents events) {
        shown.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .distinct()
                .filter(type -> !isOurs(type))
                .forEach(type -> events.add(SimpleConditionEvent.violated(type, where + " shows " + type.getName())));
    }

    private boolean isOurs(JavaClass type) {
        return type.isPrimitive()
                || type.getPackageName().startsWith("java.")
                || type.getPackageName().startsWith(root + ".");
    }
}
