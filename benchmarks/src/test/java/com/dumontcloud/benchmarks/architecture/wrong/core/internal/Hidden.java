package com.dumontcloud.benchmarks.architecture.wrong.core.internal;

import okhttp3.OkHttpClient;

/** Public to its module only, and in a package without {@code @NullMarked}. */
public record Hidden(OkHttpClient client) {}
