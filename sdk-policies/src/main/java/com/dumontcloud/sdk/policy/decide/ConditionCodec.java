package com.dumontcloud.sdk.policy.decide;

import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Turns what the engine thinks of a machine, what happened to it and what follows into text and back, for stores: one line of JSON
 * in ASCII, the same for the same value.
 *
 * <p>What is decoded decides as the original did. Members this version does not know are skipped and those that are missing have
 * their usual value, so that members can be added; a document of a newer {@linkplain #VERSION version} is refused. Costs a few
 * microseconds. Thread-safe.
 */
public final class ConditionCodec {

    /** The version of the documents written; raised when an older version could misread them. */
    public static final int VERSION = 1;

    private static final ObjectForm<MachineCondition> CONDITION;
    private static final Form<Event> EVENT;
    private static final Form<List<Effect>> EFFECTS;
    private static final Form<Surroundings> AROUND;

    /** The constants of the 64-bit FNV-1a hash. */
    private static final long FNV_BASIS = 0xcbf29ce484222325L;

    private static final long FNV_PRIME = 0x100000001b3L;

    static {
        Forms forms = new Forms();
        CONDITION = forms.condition();
        EVENT = forms.of(Event.class);
        EFFECTS = Form.list(forms.of(Effect.class));
        AROUND = forms.of(Surroundings.class);
    }

    private ConditionCodec() {}

    /** Returns the condition as text. */
    public static String encode(MachineCondition condition) {
        return text(CONDITION, condition);
    }

    /**
     * Returns the condition that the text says.
     *
     * @throws IllegalArgumentException if it cannot be read, with what is wrong and where
     */
    public static MachineCondition decodeCondition(String text) {
        return value(CONDITION, new JsonIn(text), "condition");
    }

    /** Returns a reader of the conditions of many machines of one fleet. */
    public static ConditionReader reader() {
        SharedValues shared = new SharedValues();
        return text -> value(CONDITION, new JsonIn(text, shared), "condition");
    }

    /** Returns the event as text. */
    public static String encode(Event event) {
        return text(EVENT, event);
    }

    /**
     * Returns the event that the text says.
     *
     * @throws IllegalArgumentException if it cannot be read, with what is wrong and where
     */
    public static Event decodeEvent(String text) {
        return value(EVENT, new JsonIn(text), "event");
    }

    /** Returns the effects as text, in their order. */
    public static String encode(List<Effect> effects) {
        return text(EFFECTS, effects);
    }

    /**
     * Returns the effects that the text says.
     *
     * @throws IllegalArgumentException if they cannot be read, with what is wrong and where
     */
    public static List<Effect> decodeEffects(String text) {
        return value(EFFECTS, new JsonIn(text), "effects");
    }

    /** Returns what was known of the rest of a fleet as text. */
    public static String encode(Surroundings around) {
        return text(AROUND, around);
    }

    /**
     * Returns the surroundings that the text says.
     *
     * @throws IllegalArgumentException if they cannot be read, with what is wrong and where
     */
    public static Surroundings decodeSurroundings(String text) {
        return value(AROUND, new JsonIn(text), "surroundings");
    }

    /** Returns a number that two conditions share only if they are the same, but for a chance of 1 in 2^64. */
    public static long fingerprint(MachineCondition condition) {
        return fingerprint(encode(condition));
    }

    /** Returns the same of a condition that was written as text. */
    public static long fingerprint(String text) {
        long hash = FNV_BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** Returns the question whether two conditions are the same in every field but these. */
    static BiPredicate<MachineCondition, MachineCondition> sameBut(Set<String> fields) {
        return CONDITION.sameBut(fields);
    }

    private static <T> String text(Form<T> form, T value) {
        JsonOut out = new JsonOut();
        out.beginArray();
        out.value(VERSION);
        form.write(out, value);
        out.endArray();
        return out.toString();
    }

    private static <T> T value(Form<T> form, JsonIn in, String what) {
        long version = described(what, () -> {
            in.beginArray();
            in.hasNext();
            return in.number();
        });
        if (version > VERSION) {
            throw new IllegalArgumentException(
                    what + " of version " + version + "; this program reads up to " + VERSION + ", use a newer one");
        }
        return described(what, () -> {
            in.hasNext();
            T value = form.read(in);
            while (in.hasNext()) {
                in.skip();
            }
            in.end();
            return value;
        });
    }

    /**
     * Reads conditions that have much in common, such as their settings, which they then share: that takes less time and less
     * memory than to read each by itself. Not thread-safe.
     */
    @FunctionalInterface
    public interface ConditionReader {

        /**
         * Returns the condition that the text says.
         *
         * @throws IllegalArgumentException if it cannot be read, with what is wrong and where
         */
        MachineCondition decode(String text);
    }

    private static <T> T described(String what, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException broken) {
            throw new IllegalArgumentException("cannot read this " + what + ": " + broken.getMessage(), broken);
        }
    }
}
