package com.dumontcloud.benchmarks.architecture.wrong.core.client;

import okhttp3.OkHttpClient;

/** Has the one signature that may show a library's type, in the type and in its builder, and one that may not. */
public record ClientOptions(OkHttpClient httpClient) {
    public ClientOptions {}

    public void anythingElse(OkHttpClient client) {}

    public interface Builder {
        Builder httpClient(OkHttpClient client);
    }
}
