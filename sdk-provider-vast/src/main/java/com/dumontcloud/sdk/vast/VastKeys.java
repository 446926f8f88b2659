package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.ApiCall;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The public SSH keys of an account and of its machines. Thread-safe; calls block, and throw
 * {@link com.dumontcloud.sdk.core.error.DumontException}.
 *
 * <p>Keys of the account are put on machines when these are created: add them before you rent.
 */
public final class VastKeys {

    private final VastHttp http;

    VastKeys(VastHttp http) {
        this.http = http;
    }

    /** Returns the keys of the account; none is no error. */
    public List<Key> list() {
        try {
            return http.sendForList(
                    VastRoute.ACCOUNT_KEYS,
                    ApiCall.of("GET", VastInstances.path("ssh")),
                    rows -> rows.stream().map(Key::from).toList());
        } catch (VastException refused) {
            if (refused.status() == 404 && refused.refusal() != VastErrorCode.AUTH) {
                return List.of(); // How Vast says that there are none.
            }
            throw refused;
        }
    }

    /** Adds a key to the account. Sent once; adding one twice may make two of it. */
    public void add(String publicKey) {
        ApiCall call = ApiCall.of("POST", VastInstances.path("ssh"))
                .withJson(JsonText.of(Map.of("ssh_key", requireKey(publicKey))));
        http.send(VastRoute.ACCOUNT_KEYS, call, answer -> true);
    }

    /** Takes a key from the account. One that is not there is no error. */
    public void remove(long keyId) {
        ApiCall call = ApiCall.of("DELETE", VastInstances.path("ssh", Long.toString(keyId)))
                .withJson("{}")
                .repeatable();
        delete(VastRoute.ACCOUNT_KEYS, call);
    }

    /** Returns the keys of a machine. */
    public List<Key> list(MachineId id) {
        ApiCall call = ApiCall.of("GET", machine(id));
        return http.send(VastRoute.MACHINE_KEYS, call, answer -> {
            String nested = answer.text("ssh_keys"); // A document within the document.
            List<JsonObject> rows = nested == null
                    ? List.<JsonObject>of()
                    : JsonObject.parseList(nested.getBytes(StandardCharsets.UTF_8));
            return rows.stream().map(Key::from).toList();
        });
    }

    /** Adds a key to a machine. Sent once; where its answer is lost, {@linkplain #list(MachineId) look} before you repeat it. */
    public void attach(MachineId id, String publicKey) {
        ApiCall call = ApiCall.of("POST", machine(id)).withJson(JsonText.of(Map.of("ssh_key", requireKey(publicKey))));
        http.send(VastRoute.MACHINE_KEYS, call, answer -> true);
    }

    /** Takes a key from a machine. One that is not there is no error. */
    public void detach(MachineId id, long keyId) {
        ApiCall call = ApiCall.of(
                        "DELETE",
                        VastInstances.path(
                                "instances", VastInstances.number(id).toString(), "ssh", Long.toString(keyId)))
                .withJson("{}")
                .repeatable();
        delete(VastRoute.DETACH_KEY, call);
    }

    private void delete(VastRoute route, ApiCall call) {
        try {
            http.send(route, call, answer -> true);
        } catch (VastException refused) {
            if (!"no_ssh_key".equals(refused.code())) {
                throw refused;
            }
        }
    }

    private static List<String> machine(MachineId id) {
        return VastInstances.path("instances", VastInstances.number(id).toString(), "ssh");
    }

    /** A private key sent by mistake would be out of one's hands. */
    private static String requireKey(String publicKey) {
        Objects.requireNonNull(publicKey, "publicKey");
        if (publicKey.contains("PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    "this is a private key; give the public one, the file that ends in .pub");
        }
        return publicKey.strip();
    }

    /**
     * One key. Immutable.
     *
     * @param id at Vast
     * @param publicKey the key; absent where Vast does not show it
     */
    public record Key(long id, @Nullable String publicKey) {

        static Key from(JsonObject row) {
            Long id = row.whole("id");
            if (id == null) {
                throw VastColumns.missing("id");
            }
            String key = row.text("public_key");
            return new Key(id, key == null ? row.text("ssh_key") : key);
        }
    }
}
