package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.time.TimeSource;

/**
 * The API of Vast.ai in its own terms: what {@link VastProvider} stands on, and all that it has no word for.
 *
 * <p>Immutable and thread-safe: create one and share it. Every call runs on the thread that makes it, waits for its turn on its
 * route ({@link VastRoute}), and ends within the call time-out of the {@link VastOptions}. Failures are
 * {@link com.dumontcloud.sdk.core.error.DumontException}, and {@link VastException} where Vast answered. The key appears in no
 * text of this library.
 */
public final class VastClient implements AutoCloseable {

    private final VastHttp http;
    private final VastOffers offers;
    private final VastInstances instances;
    private final VastKeys keys;
    private final VastFiles files;
    private final VastVolumes volumes;
    private final VastAccount account;

    private VastClient(VastHttp http) {
        this.http = http;
        this.offers = new VastOffers(http);
        this.instances = new VastInstances(http);
        this.keys = new VastKeys(http);
        this.files = new VastFiles(http);
        this.volumes = new VastVolumes(http);
        this.account = new VastAccount(http);
    }

    /** Returns a client with these options. Opens no connection yet. */
    public static VastClient create(VastOptions options) {
        return new VastClient(new VastHttp(options));
    }

    /** Returns the market. */
    public VastOffers offers() {
        return offers;
    }

    /** Returns the machines. */
    public VastInstances instances() {
        return instances;
    }

    /** Returns the SSH keys. */
    public VastKeys keys() {
        return keys;
    }

    /** Returns copies, snapshots and cloud storage. */
    public VastFiles files() {
        return files;
    }

    /** Returns the volumes. */
    public VastVolumes volumes() {
        return volumes;
    }

    /** Returns the money. */
    public VastAccount account() {
        return account;
    }

    /** Returns the time that calls are measured by. */
    TimeSource time() {
        return http.api().time();
    }

    /** Refuses further calls. Returns at once; idempotent. An HTTP client that was passed in stays open. */
    @Override
    public void close() {
        http.close();
    }

    @Override
    public String toString() {
        return "Vast client of " + http.api();
    }
}
