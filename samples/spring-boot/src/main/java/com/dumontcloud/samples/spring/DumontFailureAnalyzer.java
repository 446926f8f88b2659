package com.dumontcloud.samples.spring;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in place of a stack trace what is missing. */
final class DumontFailureAnalyzer extends AbstractFailureAnalyzer<InvalidDumontPropertiesException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, InvalidDumontPropertiesException cause) {
        String problems =
                cause.problems().stream().map(problem -> "\n  - " + problem).collect(Collectors.joining());
        return new FailureAnalysis(
                "The machine cannot be reported to a Dumont control plane:" + problems,
                "Set what is missing, in the application's configuration or in its environment (DUMONT_INSTANCE_ID for"
                        + " dumont.instance-id, and so on), or set dumont.enabled=false where no machine is to be"
                        + " reported.",
                cause);
    }
}
