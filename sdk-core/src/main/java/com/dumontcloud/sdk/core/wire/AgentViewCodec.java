package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentCredential;
import com.dumontcloud.sdk.core.model.AgentInstanceDetail;
import com.dumontcloud.sdk.core.model.AgentInstancePage;
import com.dumontcloud.sdk.core.model.AgentRegistration;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.KeepAliveGrant;
import com.dumontcloud.sdk.core.model.MachineId;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads what the agent routes say about machines, beside heartbeats and their replies.
 *
 * <p>Written documents have exactly the printed keys: what is not known is {@code null}, and only {@code alert} and the
 * numbers of a page are left out. Reading needs no dialect, the content tells; unknown fields are skipped. The
 * {@code decode} methods throw {@link InvalidDocumentException} for what they cannot read. Thread-safe, does not block.
 */
public final class AgentViewCodec {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private AgentViewCodec() {}

    /** Returns the reply to {@code GET /agent/instances}. */
    public static byte[] encodeInstances(AgentInstancePage page, Dialect dialect) {
        return ViewWriter.document(out -> AgentListJson.write(out, page, dialect));
    }

    /** Returns what a reply to {@code GET /agent/instances} lists. */
    public static AgentInstancePage decodeInstances(byte[] json) {
        return AgentListJson.read(answer(json));
    }

    /** Returns the reply to {@code GET /agent/instances/{id}}. */
    public static byte[] encodeInstance(AgentInstanceDetail detail, Dialect dialect) {
        return ViewWriter.document(out -> AgentDetailJson.write(out, detail, dialect));
    }

    /** Returns what a reply to {@code GET /agent/instances/{id}} tells. */
    public static AgentInstanceDetail decodeInstance(byte[] json) {
        return AgentDetailJson.read(answer(json));
    }

    /** Returns the reply to {@code POST /agent/instances/{id}/keep-alive}. */
    public static byte[] encodeKeepAlive(KeepAliveGrant grant, Dialect dialect) {
        return ViewWriter.document(out -> {
            out.flag("success", true);
            if (dialect == Dialect.FLAT) {
                out.text("message", grant.message()).wholeUnits("valid_for_minutes", grant.validFor(), MINUTE);
            } else {
                out.id("instance_id", grant.id(), dialect)
                        .instant("hibernation_postponed_until", grant.until())
                        .text("message", grant.message());
            }
        });
    }

    /**
     * Returns what a reply to {@code POST /agent/instances/{id}/keep-alive} grants.
     *
     * @param asked the machine it was asked for, which the flat dialect does not repeat
     */
    public static KeepAliveGrant decodeKeepAlive(byte[] json, MachineId asked) {
        JsonObject root = answer(json);
        return new KeepAliveGrant(
                root.has("instance_id") ? root.machineId("instance_id") : asked,
                root.instant("hibernation_postponed_until"),
                root.duration("valid_for_minutes", MINUTE),
                root.text("message"));
    }

    /** Returns the body of {@code POST /agent/instances}. */
    public static byte[] encodeRegistration(AgentRegistration registration, Dialect dialect) {
        return ViewWriter.document(out -> {
            out.id("instance_id", registration.id(), dialect);
            if (registration.name() != null) {
                out.text("name", registration.name());
            }
            HourlyRate rate = registration.rate();
            if (rate != null) {
                out.decimal("price_usd_per_hour", rate.usdPerHour());
            }
            if (registration.provider() != null) {
                out.text("provider", registration.provider());
            }
        });
    }

    /**
     * Returns what the body of {@code POST /agent/instances} registers.
     *
     * @throws InvalidDocumentException of kind {@code INVALID_REQUEST}, with the field at fault
     */
    public static AgentRegistration decodeRegistration(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_REQUEST);
        return registration(root.machineId("instance_id"), root);
    }

    /**
     * Returns what is corrected of the registration of a machine: the body of {@code PUT /agent/instances/{id}}, with the fields of
     * a registration but its id; a name or a price at least. What is absent stays as it is.
     */
    public static AgentRegistration decodeCorrection(MachineId id, byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_REQUEST);
        AgentRegistration correction = registration(id, root);
        if (correction.name() == null && correction.rate() == null) {
            throw root.fault("price_usd_per_hour", "there, or a name", null);
        }
        return correction;
    }

    private static AgentRegistration registration(MachineId id, JsonObject root) {
        BigDecimal price = root.decimal("price_usd_per_hour");
        if (price != null && (price.signum() < 0 || price.compareTo(MarketCodec.LARGEST_RATE) > 0)) {
            String range = "0 to " + MarketCodec.LARGEST_RATE.toPlainString() + ", not " + price;
            throw root.outOfRange("price_usd_per_hour", range, null);
        }
        return AgentRegistration.builder(id)
                .name(root.word("name"))
                .rate(price == null ? null : new HourlyRate(price))
                .provider(root.word("provider"))
                .build();
    }

    /** Returns the reply that hands out a token: to a registration, and to {@code POST /agent/instances/{id}/token}. */
    public static byte[] encodeCredential(AgentCredential credential, Dialect dialect) {
        return ViewWriter.document(
                out -> out.id("instance_id", credential.id(), dialect).text("token", credential.token()));
    }

    /** Returns the token that a reply hands out. */
    public static AgentCredential decodeCredential(byte[] json) {
        JsonObject root = answer(json);
        String token = root.text("token");
        if (token == null || token.isEmpty()) {
            throw root.fault("token", "a text that is not empty", null);
        }
        return new AgentCredential(root.machineId("instance_id"), token);
    }

    /**
     * Returns the reply that says nothing but that it went well: to {@code GET /agent/status} and to
     * {@code DELETE /agent/instances/{id}/keep-alive}.
     */
    public static byte[] encodeConfirmation(String message) {
        return ViewWriter.document(out -> out.flag("success", true).text("message", message));
    }

    /** Returns the line for people of a reply that says nothing but that it went well. */
    public static @Nullable String decodeConfirmation(byte[] json) {
        return answer(json).text("message");
    }

    /** A control plane may say no with status 200; a refusal must not be read as an empty view. */
    private static JsonObject answer(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_ANSWER);
        if (Boolean.FALSE.equals(root.flag("success"))) {
            throw root.fault("success", "true", null);
        }
        return root;
    }
}
