package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Preset;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(400)
class ConditionCodecTest {

    /** Fails when a field is added whose kind the codec cannot keep. */
    @Test
    void keepsEveryFieldOfACondition() throws Exception {
        MachineCondition fresh = fresh();
        MachineCondition sample = new Samples().condition();

        MachineCondition read = ConditionCodec.decodeCondition(ConditionCodec.encode(sample));

        for (Field field : Forms.fieldsOf(MachineCondition.class)) {
            assertThat(field.get(sample)).as("the sample's " + field.getName()).isNotEqualTo(field.get(fresh));
            if (field.getType() == EffectiveSettings.class) {
                assertThat(words(read.settings)).isEqualTo(words(sample.settings));
            } else {
                assertThat(field.get(read)).as(field.getName()).isEqualTo(field.get(sample));
            }
        }
    }

    @Test
    void keepsWhatACopyKeeps() throws Exception {
        MachineCondition sample = new Samples().condition();

        assertThat(ConditionCodec.encode(sample.copy())).isEqualTo(ConditionCodec.encode(sample));
    }

    @Test
    void keepsEveryEventAndEveryEffect() throws Exception {
        Samples samples = new Samples();
        for (Class<?> type : Event.class.getPermittedSubclasses()) {
            Event event = (Event) samples.of(type);

            Event read = ConditionCodec.decodeEvent(ConditionCodec.encode(event));

            assertThat(read).isInstanceOf(type);
            assertThat(ConditionCodec.encode(read)).isEqualTo(ConditionCodec.encode(event));
            if (!(event instanceof Event.ProviderRead)) {
                assertThat(read).isEqualTo(event);
            }
        }
        List<Effect> effects = new ArrayList<>();
        for (Class<?> type : Effect.class.getPermittedSubclasses()) {
            effects.add((Effect) samples.of(type));
        }
        assertThat(ConditionCodec.decodeEffects(ConditionCodec.encode(effects))).isEqualTo(effects);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheSettingsOfEveryPreset(Preset preset) {
        MachineCondition condition = fresh();
        condition.settings = EffectiveSettings.of(preset.settings(), Duration.ofSeconds(61), true, false);

        MachineCondition read = ConditionCodec.decodeCondition(ConditionCodec.encode(condition));

        assertThat(words(read.settings)).isEqualTo(words(condition.settings));
    }

    @Test
    void skipsWhatItDoesNotKnowAndTakesWhatIsMissingForUsual() {
        MachineCondition read = ConditionCodec.decodeCondition("""
            [1, {"profile": {"id": "gpu-1", "name": "rig", "colour": ["red", {"deep": null}]},
                 "settings": {"base": {"idleThreshold": {"is": "Fixed", "idleAfter": "PT9M"}}, "toldNanos": 30},
                 "mood": {"good": true, "why": [1.5e3, "\\u00e7\\n"]},
                 "failures": 3}, "something after"]
            """);

        assertThat(read.id()).isEqualTo(MachineId.of("gpu-1"));
        assertThat(read.failures).isEqualTo(3);
        assertThat(read.settings.base().idleAfter()).isEqualTo(Duration.ofMinutes(9));
        assertThat(read.settings.base().interval())
                .isEqualTo(LifecycleSettings.builder().build().interval());
        assertThat(read.operation).isNull();
        assertThat(read.nextDueNanos).isEqualTo(Long.MAX_VALUE);
        assertThat(read.reporters).isEmpty();
    }

    @Test
    void takesMembersInAnyOrder() {
        MachineCondition read = ConditionCodec.decodeCondition(
                "[1,{\"settings\":{\"toldNanos\":30,\"base\":{}},\"profile\":{\"name\":\"rig\",\"id\":\"gpu-1\"},\"failures\":3,\"claimed\":true}]");

        assertThat(read.id()).isEqualTo(MachineId.of("gpu-1"));
        assertThat(read.profile.name()).isEqualTo("rig");
        assertThat(read.settings.toldNanos()).isEqualTo(30);
        assertThat(read.failures).isEqualTo(3);
        assertThat(read.claimed).isTrue();
    }

    @Test
    void machinesOfOneReaderShareWhatTheyHaveInCommon() throws Exception {
        MachineCondition one = new Samples().condition();
        MachineCondition other = one.copy();
        other.settings = EffectiveSettings.of(Preset.SAVER.settings(), Duration.ofSeconds(31), true, false);
        ConditionCodec.ConditionReader reader = ConditionCodec.reader();

        MachineCondition first = reader.decode(ConditionCodec.encode(one));
        MachineCondition second = reader.decode(ConditionCodec.encode(one.copy()));
        MachineCondition third = reader.decode(ConditionCodec.encode(other));

        assertThat(second.settings).isSameAs(first.settings);
        assertThat(ConditionCodec.encode(first)).isEqualTo(ConditionCodec.encode(one));
        assertThat(ConditionCodec.encode(second)).isEqualTo(ConditionCodec.encode(one));
        assertThat(ConditionCodec.encode(third)).isEqualTo(ConditionCodec.encode(other));
    }

    @Test
    void refusesADocumentOfANewerVersion() {
        assertThatThrownBy(() -> ConditionCodec.decodeEvent("[2,{\"is\":\"Ticked\"}]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("newer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[1,",
                "[1,{}",
                "[1,{\"is\":\"Ticked\"}] x",
                "[1,{\"is\":\"Danced\"}]",
                "[1,{\"id\":1}]",
                "[1,{\"is\":\"KeptAlive\",\"scope\":\"ALL\"}]",
                "[1,{\"is\":\"Tick"
            })
    void saysWhatIsWrongWithABrokenDocument(String text) {
        assertThatThrownBy(() -> ConditionCodec.decodeEvent(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("event");
    }

    @Test
    void writesNothingButAscii() throws Exception {
        assertThat(ConditionCodec.encode(new Samples().condition()))
                .isPrintable()
                .isASCII();
    }

    /** Whatever was decided, what is read again decides the same from then on. */
    @Test
    void decidesTheSameAfterBeingKept() {
        ForAll.histories(400, Histories::of, history -> {
            Trace straight = Playback.of(history);
            Trace kept = Playback.keptBetweenDecisions(history);
            return ForAll.unless(straight.outcomes().equals(kept.outcomes()), "KEPT: other decisions");
        });
    }

    private static String words(EffectiveSettings settings) {
        MachineCondition condition = fresh();
        condition.settings = settings;
        return Objects.toString(ConditionCodec.encode(condition));
    }

    private static MachineCondition fresh() {
        return new MachineCondition(
                MachineProfile.unmanaged(MachineId.of("m-1"), null, null),
                EffectiveSettings.of(LifecycleSettings.builder().build(), Duration.ofSeconds(30), false, false),
                0);
    }
}
