package com.dumontcloud.sdk.core.model;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a control plane finds when it looks for the usual troubles of a machine. Immutable.
 *
 * @param machine which machine
 * @param cases one for each trouble, whether or not the machine has it
 */
public record Diagnosis(MachineId machine, List<Case> cases) {

    /** Checks that it says of which machine, and copies the cases. */
    public Diagnosis {
        Objects.requireNonNull(machine, "machine");
        cases = List.copyOf(cases);
    }

    /**
     * A trouble that people have.
     *
     * @param name {@code does_not_start}, {@code ssh_does_not_connect} or {@code gpu_does_not_appear}; other words are kept
     * @param checks what is to be looked at, in this order
     */
    public record Case(String name, List<Check> checks) {

        /** Checks that it has a name, and copies the checks. */
        public Case {
            Objects.requireNonNull(name, "name");
            checks = List.copyOf(checks);
        }
    }

    /**
     * One look at one thing.
     *
     * @param name at what, such as {@code balance}
     * @param outcome {@value #OK}, {@value #PROBLEM} or {@value #UNKNOWN}; other words are kept
     * @param text what was seen, for people
     * @param remedy what a person can do; absent where nothing is to be done
     */
    public record Check(
            String name,
            String outcome,
            String text,
            @Nullable String remedy) {

        /** Nothing is wrong there. */
        public static final String OK = "ok";

        /** This may be the reason. */
        public static final String PROBLEM = "problem";

        /** It cannot be told from here. */
        public static final String UNKNOWN = "unknown";

        /** Checks that it says what was looked at, and what was seen. */
        public Check {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(outcome, "outcome");
            Objects.requireNonNull(text, "text");
        }

        /** Returns a check of something with which nothing is wrong. */
        public static Check ok(String name, String text) {
            return new Check(name, OK, text, null);
        }

        /** Returns a check that found what may be the reason. */
        public static Check problem(String name, String text, String remedy) {
            return new Check(name, PROBLEM, text, Objects.requireNonNull(remedy, "remedy"));
        }

        /** Returns a check that could not be made from here. */
        public static Check unknown(String name, String text, String remedy) {
            return new Check(name, UNKNOWN, text, Objects.requireNonNull(remedy, "remedy"));
        }
    }
}
