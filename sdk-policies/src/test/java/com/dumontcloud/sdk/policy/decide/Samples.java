package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.GapMemory;
import com.dumontcloud.sdk.policy.IdleThreshold;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values of any type that a condition, an event or an effect is made of, none of them with anything at its usual value. */
final class Samples {

    private int count = 1;

    /** Returns a condition whose every field differs from that of a fresh one. */
    MachineCondition condition() throws ReflectiveOperationException {
        MachineCondition condition = new MachineCondition(
                MachineProfile.unmanaged(MachineId.of("m"), null, null),
                EffectiveSettings.of(Preset.REACTIVE.settings(), Duration.ofSeconds(7), true, true),
                0);
        for (Field field : Forms.fieldsOf(MachineCondition.class)) {
            Object usual = field.get(condition);
            Object other = of(field.getGenericType());
            while (other.equals(usual)) {
                other = of(field.getGenericType());
            }
            field.set(condition, other);
        }
        return condition;
    }

    Object of(Type type) throws ReflectiveOperationException {
        count++;
        if (type instanceof ParameterizedType of) {
            Type[] arguments = of.getActualTypeArguments();
            if (of.getRawType() == Map.class) {
                boolean isByText = arguments[0] == String.class;
                return Map.of(isByText ? "label-" + count : of(arguments[0]), of(arguments[1]));
            }
            Object one = of(arguments[0]);
            return of.getRawType() == Set.class ? Set.of(one) : List.of(one, of(arguments[0]));
        }
        Class<?> raw = (Class<?>) type;
        if (raw == long.class || raw == Long.class) {
            return 1_000_000_007L * count;
        } else if (raw == int.class || raw == Integer.class) {
            return count;
        } else if (raw == double.class || raw == Double.class) {
            return count % 3 == 0 ? Double.NaN : count / 7.0;
        } else if (raw == boolean.class || raw == Boolean.class) {
            return true;
        } else if (raw == String.class) {
            return "text \"" + count + "\"\\ \u00e7\ud83d\ude00\n";
        } else if (raw == Instant.class) {
            return Instant.ofEpochSecond(count, count);
        } else if (raw == Duration.class) {
            return Duration.ofSeconds(count, count);
        } else if (raw == LocalTime.class) {
            return LocalTime.ofSecondOfDay(count);
        } else if (raw == ZoneId.class) {
            return ZoneId.of("America/Sao_Paulo");
        } else if (raw == BigDecimal.class) {
            return new BigDecimal("0." + count + "00");
        } else if (raw == MachineId.class) {
            return MachineId.of("\u00e7-" + count);
        } else if (raw == HourlyRate.class) {
            return HourlyRate.ofUsd("1." + count + "0");
        } else if (raw == LifecycleSettings.class) {
            return Preset.REACTIVE.settings();
        } else if (raw == Machine.class) {
            return machine();
        } else if (raw == WakeRisk.class) {
            return new WakeRisk(1.0 / count, Duration.ofSeconds(count));
        } else if (raw == OwnerLease.class) {
            return new OwnerLease("owner-" + count, Instant.ofEpochSecond(count), Duration.ofSeconds(count), true);
        } else if (raw == RentalReceipt.class) {
            return new RentalReceipt(
                    ActionReceipt.Outcome.QUEUED,
                    MachineId.of("r-" + count),
                    DumontException.Kind.UNAVAILABLE,
                    "no free GPU " + count);
        } else if (raw == GapMemory.class) {
            return GapMemory.NONE.plus(Duration.ofMinutes(5L + count)).plusUnfinished(Duration.ofHours(3));
        } else if (raw == IdleThreshold.class) {
            return IdleThreshold.derived()
                    .interruptionUsd(new BigDecimal("7." + count))
                    .build();
        } else if (raw == Reason.class) {
            return Reason.of(Reason.Code.NOT_CONFIRMED, "a" + count, "b", "c");
        } else if (raw.isEnum()) {
            Object[] constants = raw.getEnumConstants();
            return constants[constants.length - 1 - count % Math.max(1, constants.length - 1)];
        } else if (raw.isSealed()) {
            return of(raw.getPermittedSubclasses()[0]);
        }
        return record(raw);
    }

    private Object record(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = of(components[i].getGenericType());
        }
        Constructor<?> constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private Machine machine() {
        return Machine.builder(MachineId.of("m-" + count), "cloud", MachineState.STOPPED)
                .name("name")
                .labels(Collections.singletonMap("owner", "me"))
                .stateReason("outbid")
                .gpu(new GpuSpec("H100", 8, 80L))
                .region("eu")
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.010"))
                .billedRate(HourlyRate.ofUsd("0.40"))
                .createdAt(Instant.ofEpochSecond(count))
                .build();
    }
}
