package com.dumontcloud.samples.spring;

import java.util.List;

/** Something is missing or wrong under {@code dumont}. */
final class InvalidDumontPropertiesException extends RuntimeException {

    private final transient List<String> problems;

    InvalidDumontPropertiesException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    List<String> problems() {
        return problems;
    }
}
