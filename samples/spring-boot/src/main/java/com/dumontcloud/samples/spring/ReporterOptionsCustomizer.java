package com.dumontcloud.samples.spring;

import com.dumontcloud.sdk.agent.ReporterOptions;

/** Sets what no property says, such as a GPU probe or a listener: give one as a bean. */
@FunctionalInterface
public interface ReporterOptionsCustomizer {

    /** Changes the options; called once, after the properties and the handlers were put in. */
    void customize(ReporterOptions.Builder options);
}
