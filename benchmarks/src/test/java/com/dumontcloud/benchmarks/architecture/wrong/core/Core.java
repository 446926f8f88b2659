package com.dumontcloud.benchmarks.architecture.wrong.core;

import com.dumontcloud.benchmarks.architecture.wrong.policy.Policy;
import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.util.List;
import okhttp3.OkHttpClient;

/** Breaks what a class of core must keep. */
public final class Core {
    record KnowsPolicy(Policy policy) {}

    public record ReadsJson(String text) {
        Object parsed() throws IOException {
            return new Moshi.Builder().build().adapter(Object.class).fromJson(text);
        }
    }

    public interface ReturnsThirdParty {
        List<? extends OkHttpClient> clients();
    }

    public interface TakesThirdParty {
        void accept(OkHttpClient[] clients);
    }

    public interface ThrowsThirdParty {
        void read() throws com.squareup.moshi.JsonDataException;
    }

    public abstract static class ExtendsThirdParty extends okio.ForwardingSource {
        ExtendsThirdParty(okio.Source source) {
            super(source);
        }
    }

    public interface BoundByThirdParty<T extends OkHttpClient> {}

    public static class HoldsThirdParty {
        protected OkHttpClient client = new OkHttpClient();
    }

    public static class Private {
        private final OkHttpClient client = new OkHttpClient();

        OkHttpClient packagePrivate() {
            return client;
        }
    }

    record PackagePrivate(OkHttpClient client) {}

    private Core() {}
}
