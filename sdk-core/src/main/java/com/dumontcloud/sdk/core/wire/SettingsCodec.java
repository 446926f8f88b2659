package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineSettings;
import com.dumontcloud.sdk.core.model.MachineSettings.ActiveHours;
import com.dumontcloud.sdk.core.model.MachineSettings.AutoSnapshot;
import com.dumontcloud.sdk.core.model.MachineSettings.Exemption;
import com.dumontcloud.sdk.core.model.MachineSettings.Failover;
import com.dumontcloud.sdk.core.model.MachineSettings.Hibernation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the settings of machines. What is absent is {@code null}, but {@code idle_minutes} of a change, where that says
 * {@link Hibernation#AS_ASSIGNED} and absent is left out. Unknown fields are skipped, words are kept as they are.
 * The {@code decode} methods throw {@link InvalidDocumentException} for what they cannot read. Thread-safe, does not block.
 */
public final class SettingsCodec {

    private SettingsCodec() {}

    /** Returns settings as they are told. */
    public static byte[] encode(MachineSettings settings) {
        return ViewWriter.document(out -> write(out, settings, false));
    }

    /** Returns settings as they are asked for. */
    public static byte[] encodeChange(MachineSettings settings) {
        return ViewWriter.document(out -> writeChange(out, settings));
    }

    /** Returns the settings that a control plane tells. */
    public static MachineSettings decode(byte[] json) {
        return read(JsonTree.parse(json, Kind.INVALID_ANSWER), false);
    }

    /** Returns the settings that a caller asks for. */
    public static MachineSettings decodeChange(byte[] json) {
        return readChange(JsonTree.parse(json, Kind.INVALID_REQUEST));
    }

    static void writeChange(ViewWriter out, MachineSettings settings) {
        write(out, settings, true);
    }

    static MachineSettings readChange(JsonObject root) {
        return read(root, true);
    }

    private static void write(ViewWriter out, MachineSettings settings, boolean isChange) {
        Failover failover = settings.failover();
        if (failover == null) {
            out.text("failover", null);
        } else {
            out.object("failover", below -> {
                flag(below, "enabled", failover.enabled());
                below.text("strategy", failover.strategy());
                texts(below, "regions", failover.regions());
            });
        }
        AutoSnapshot snapshot = settings.autoSnapshot();
        if (snapshot == null) {
            out.text("auto_snapshot", null);
        } else {
            out.object("auto_snapshot", below -> {
                flag(below, "enabled", snapshot.enabled());
                below.whole("every_hours", snapshot.everyHours()).whole("retention_days", snapshot.retentionDays());
                flag(below, "notify", snapshot.notifies());
            });
        }
        Hibernation hibernation = settings.hibernation();
        if (hibernation == null) {
            out.text("hibernation", null);
        } else {
            out.object("hibernation", below -> write(below, hibernation, isChange));
        }
    }

    private static void write(ViewWriter out, Hibernation hibernation, boolean isChange) {
        flag(out, "enabled", hibernation.enabled());
        Integer minutes = hibernation.idleMinutes();
        if (minutes != null || !isChange) {
            out.whole("idle_minutes", minutes != null && minutes == Hibernation.AS_ASSIGNED ? null : minutes);
        }
        List<ActiveHours> hours = hibernation.activeHours();
        if (hours == null) {
            out.text("active_hours", null);
        } else {
            out.list(
                    "active_hours",
                    hours,
                    (row, one) -> row.texts("days", one.days())
                            .text("from", one.from())
                            .text("to", one.to())
                            .text("zone", one.zone()));
        }
        List<Exemption> exceptions = hibernation.exceptions();
        if (exceptions == null) {
            out.text("exceptions", null);
        } else {
            out.list(
                    "exceptions",
                    exceptions,
                    (row, one) -> row.text("kind", one.kind())
                            .text("value", one.value())
                            .instant("expires_at", one.expiresAt()));
        }
    }

    private static MachineSettings read(JsonObject root, boolean isChange) {
        JsonObject failover = root.object("failover");
        JsonObject snapshot = root.object("auto_snapshot");
        JsonObject hibernation = root.object("hibernation");
        return new MachineSettings(
                failover == null
                        ? null
                        : new Failover(failover.flag("enabled"), failover.text("strategy"), texts(failover, "regions")),
                snapshot == null
                        ? null
                        : new AutoSnapshot(
                                snapshot.flag("enabled"),
                                snapshot.count("every_hours"),
                                snapshot.count("retention_days"),
                                snapshot.flag("notify")),
                hibernation == null ? null : readHibernation(hibernation, isChange));
    }

    private static Hibernation readHibernation(JsonObject hibernation, boolean isChange) {
        boolean isTakenBack = isChange && hibernation.contains("idle_minutes") && !hibernation.has("idle_minutes");
        return new Hibernation(
                hibernation.flag("enabled"),
                isTakenBack ? Integer.valueOf(Hibernation.AS_ASSIGNED) : hibernation.count("idle_minutes"),
                hibernation.has("active_hours")
                        ? hibernation.objects("active_hours").stream()
                                .map(SettingsCodec::readHours)
                                .toList()
                        : null,
                hibernation.has("exceptions")
                        ? hibernation.objects("exceptions").stream()
                                .map(SettingsCodec::readException)
                                .toList()
                        : null);
    }

    private static ActiveHours readHours(JsonObject hours) {
        return new ActiveHours(
                hours.texts("days"),
                MachineCodec.word(hours, "from"),
                MachineCodec.word(hours, "to"),
                MachineCodec.word(hours, "zone"));
    }

    private static Exemption readException(JsonObject exception) {
        Instant expiresAt = exception.instant("expires_at");
        if (expiresAt == null) {
            throw exception.fault("expires_at", "there", null);
        }
        return new Exemption(MachineCodec.word(exception, "kind"), MachineCodec.word(exception, "value"), expiresAt);
    }

    private static void flag(ViewWriter out, String name, @Nullable Boolean value) {
        if (value == null) {
            out.text(name, null);
        } else {
            out.flag(name, value);
        }
    }

    private static void texts(ViewWriter out, String name, @Nullable List<String> values) {
        if (values == null) {
            out.text(name, null);
        } else {
            out.texts(name, values);
        }
    }

    private static @Nullable List<String> texts(JsonObject root, String name) {
        return root.has(name) ? root.texts(name) : null;
    }
}
