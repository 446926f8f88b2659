package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.DerivedThreshold;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.GapMemory;
import com.dumontcloud.sdk.policy.IdleThreshold;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.SignalThresholds;
import com.dumontcloud.sdk.policy.decide.ObjectForm.Member;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the form of a type by what the type says of itself: a record by its components, a closed interface by its cases, a machine's
 * condition by its fields, what has a builder by the builder's settings. Whatever is added to one of them is therefore kept
 * without a word here; of another kind of type it says at once that it knows none. Not thread-safe while it finds.
 */
final class Forms {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final String CASE = "is";

    /** What most machines of a fleet have in common. */
    private static final Set<Type> ALIKE = Set.of(EffectiveSettings.class, GpuSpec.class);

    private final Map<Type, Form<?>> known = new HashMap<>();

    Forms() {
        for (Class<?> type : List.of(long.class, Long.class)) {
            known.put(type, Form.LONG);
        }
        for (Class<?> type : List.of(int.class, Integer.class)) {
            known.put(type, Form.INTEGER);
        }
        for (Class<?> type : List.of(boolean.class, Boolean.class)) {
            known.put(type, Form.BOOLEAN);
        }
        for (Class<?> type : List.of(double.class, Double.class)) {
            known.put(type, Form.DOUBLE);
        }
        known.put(String.class, Form.STRING);
        known.put(BigDecimal.class, Form.DECIMAL);
        known.put(Instant.class, Form.text(Instant::parse));
        known.put(Duration.class, Form.text(Duration::parse));
        known.put(LocalTime.class, Form.text(LocalTime::parse));
        known.put(ZoneId.class, Form.text(ZoneId::of));
        known.put(MachineId.class, Form.text(MachineId::of));
        known.put(
                HourlyRate.class,
                Form.shared(Form.<HourlyRate>of(
                        (out, rate) -> Form.DECIMAL.write(out, rate.usdPerHour()),
                        in -> new HourlyRate(Form.DECIMAL.read(in)))));
        known.put(GapMemory.class, gaps());
        known.put(DerivedThreshold.class, derived());
        known.put(Reason.class, reason());
        known.put(SignalThresholds.class, signals());
        known.put(LifecycleSettings.class, settings());
        known.put(Machine.class, machine());
    }

    /** Returns the form of values of this type. */
    @SuppressWarnings("unchecked")
    <T> Form<T> of(Class<T> type) {
        return (Form<T>) form(type);
    }

    private Form<?> form(Type type) {
        Form<?> form = known.get(type);
        if (form == null) {
            form = ALIKE.contains(type) ? Form.shared(found(type)) : found(type);
            known.put(type, form);
        }
        return form;
    }

    private Form<?> found(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return Form.list(form(of[0]));
            } else if (generic.getRawType() == Set.class) {
                return set(form(of[0]));
            } else if (generic.getRawType() == Map.class && of[0] == String.class) {
                return Form.map(Function.<String>identity(), form(of[1]));
            } else if (generic.getRawType() == Map.class && of[0] instanceof Class<?> key && key.isEnum()) {
                return Form.map(name -> constant(key, name), form(of[1]));
            }
        } else if (type instanceof Class<?> named && named.isEnum()) {
            return constant(named);
        } else if (type instanceof Class<?> named && named.isRecord()) {
            return record(named);
        } else if (type instanceof Class<?> named && named.isSealed()) {
            return cases(named);
        }
        throw new IllegalStateException("no form for " + type + "; make it a record, or add one to Forms");
    }

    private <T> ObjectForm<T> record(Class<T> type) {
        List<Member> members = new ArrayList<>();
        List<Class<?>> types = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            types.add(component.getType());
            members.add(member(component.getName(), component.getAccessor(), component.getGenericType(), null));
        }
        MethodHandle constructor = certain(() -> LOOKUP.findConstructor(type, MethodType.methodType(void.class, types)))
                .asSpreader(Object[].class, types.size())
                .asType(MethodType.methodType(Object.class, Object[].class));
        return new ObjectForm<>(members, values -> type.cast(certain(() -> constructor.invokeExact(values))));
    }

    private <T> Form<T> cases(Class<T> type) {
        Map<String, ObjectForm<Object>> byName = new LinkedHashMap<>();
        for (Class<?> one : type.getPermittedSubclasses()) {
            @SuppressWarnings("unchecked")
            ObjectForm<Object> form = (ObjectForm<Object>) (one.isRecord() ? record(one) : form(one));
            byName.put(one.getSimpleName(), form);
        }
        return Form.of(
                (out, value) -> {
                    String name = value.getClass().getSimpleName();
                    out.beginObject();
                    out.name(CASE);
                    out.value(name);
                    known(byName, name).writeMembers(out, value);
                    out.endObject();
                },
                in -> {
                    in.beginObject();
                    if (!CASE.equals(in.nextName())) {
                        throw new IllegalArgumentException("a " + type.getSimpleName() + " that does not say which");
                    }
                    return type.cast(known(byName, in.string()).readMembers(in));
                });
    }

    private static ObjectForm<Object> known(Map<String, ObjectForm<Object>> byName, String name) {
        ObjectForm<Object> form = byName.get(name);
        if (form == null) {
            throw new IllegalArgumentException(name + " is none of " + byName.keySet());
        }
        return form;
    }

    /** Returns the form of a machine's condition. */
    ObjectForm<MachineCondition> condition() {
        MachineProfile anyProfile = MachineProfile.unmanaged(MachineId.of("any"), null, null);
        EffectiveSettings anySettings =
                EffectiveSettings.of(LifecycleSettings.builder().build(), Duration.ofMinutes(1), false, false);
        MachineCondition fresh = new MachineCondition(anyProfile, anySettings, 0);
        List<Member> members = new ArrayList<>();
        List<MethodHandle> setters = new ArrayList<>();
        for (Field field : fieldsOf(MachineCondition.class)) {
            MethodHandle getter = certain(() -> LOOKUP.unreflectGetter(field))
                    .asType(MethodType.methodType(Object.class, Object.class));
            setters.add(certain(() -> LOOKUP.unreflectSetter(field))
                    .asType(MethodType.methodType(void.class, Object.class, Object.class)));
            Function<Object, @Nullable Object> get = holder -> call(() -> getter.invokeExact(holder));
            Object usual = get.apply(fresh);
            boolean isOfItsOwn = anyProfile.equals(usual) || anySettings.equals(usual);
            members.add(new Member(field.getName(), get, any(field.getGenericType()), isOfItsOwn ? null : usual));
        }
        return new ObjectForm<>(members, values -> {
            MachineCondition made = new MachineCondition(anyProfile, anySettings, 0);
            for (int i = 0; i < values.length; i++) {
                MethodHandle setter = setters.get(i);
                Object value = values[i];
                call(() -> {
                    setter.invokeExact((Object) made, value);
                    return null;
                });
            }
            return made;
        });
    }

    static List<Field> fieldsOf(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .sorted(Comparator.comparing(Field::getName))
                .toList();
    }

    private static Form<GapMemory> gaps() {
        Form<List<Float>> weights = Form.list(Form.text(Float::valueOf));
        return Form.of(
                (out, memory) -> {
                    List<Float> all = new ArrayList<>();
                    for (float weight : memory.weights()) {
                        all.add(weight);
                    }
                    weights.write(out, all);
                },
                in -> {
                    List<Float> all = weights.read(in);
                    float[] read = new float[all.size()];
                    for (int i = 0; i < read.length; i++) {
                        read[i] = all.get(i);
                    }
                    return GapMemory.of(read);
                });
    }

    private ObjectForm<Reason> reason() {
        List<Member> members = new ArrayList<>();
        for (String name : List.of("code", "details")) {
            Method accessor = accessor(Reason.class, name);
            members.add(member(name, accessor, accessor.getGenericReturnType(), null));
        }
        return new ObjectForm<>(members, values -> {
            List<String> details = ((List<?>) required(List.class, values[1]))
                    .stream().map(String.class::cast).toList();
            return new Reason(required(Reason.Code.class, values[0]), details);
        });
    }

    private ObjectForm<DerivedThreshold> derived() {
        Map<String, Method> setters = setters(DerivedThreshold.Builder.class);
        List<Member> members = new ArrayList<>();
        for (String name : setters.keySet()) {
            Method accessor = accessor(DerivedThreshold.class, name);
            members.add(member(name, accessor, accessor.getGenericReturnType(), null));
        }
        List<Setter> inOrder = setters.values().stream().map(Setter::of).toList();
        return new ObjectForm<>(members, values -> {
            DerivedThreshold.Builder builder = IdleThreshold.derived();
            set(builder, inOrder, values, 0);
            return builder.build();
        });
    }

    private Form<LifecycleSettings> settings() {
        Map<String, Method> setters = setters(LifecycleSettings.Builder.class);
        setters.remove("idleAfter"); // A short way to say a fixed idleThreshold.
        return built(
                setters,
                LifecycleSettings.builder().build(),
                LifecycleSettings::builder,
                LifecycleSettings.Builder::build);
    }

    private Form<SignalThresholds> signals() {
        return built(
                setters(SignalThresholds.Builder.class),
                SignalThresholds.DEFAULT,
                SignalThresholds::builder,
                SignalThresholds.Builder::build);
    }

    /** Each setting of a builder is left out where it is the usual one. */
    private <T, B> Form<T> built(Map<String, Method> setters, T usual, Supplier<B> begin, Function<B, T> build) {
        List<Member> members = new ArrayList<>();
        setters.forEach((name, setter) -> {
            Method accessor = accessor(usual.getClass(), name);
            Object value = call(() -> LOOKUP.unreflect(accessor).invoke(usual));
            members.add(member(name, accessor, accessor.getGenericReturnType(), value));
        });
        List<Setter> inOrder = setters.values().stream().map(Setter::of).toList();
        return new ObjectForm<>(members, values -> {
            B builder = begin.get();
            set(builder, inOrder, values, 0);
            return build.apply(builder);
        });
    }

    private Form<Machine> machine() {
        Map<String, Method> setters = setters(Machine.Builder.class);
        setters.remove("state");
        List<Member> members = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("id", "provider", "state"));
        names.addAll(setters.keySet());
        for (String name : names) {
            Method accessor = accessor(Machine.class, name);
            members.add(member(name, accessor, accessor.getGenericReturnType(), null));
        }
        List<Setter> inOrder = setters.values().stream().map(Setter::of).toList();
        return new ObjectForm<>(members, values -> {
            Machine.Builder builder = Machine.builder(
                    required(MachineId.class, values[0]),
                    required(String.class, values[1]),
                    required(MachineState.class, values[2]));
            set(builder, inOrder, values, 3);
            return builder.build();
        });
    }

    private static <T> T required(Class<T> type, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("something without its " + type.getSimpleName());
        }
        return type.cast(value);
    }

    private static void set(Object builder, List<Setter> setters, @Nullable Object[] values, int from) {
        for (int i = 0; i < setters.size(); i++) {
            setters.get(i).set(builder, values[from + i]);
        }
    }

    /** A builder's settings are its methods of one argument that return it; they are named as what they set. */
    private static Map<String, Method> setters(Class<?> builder) {
        Map<String, Method> setters = new TreeMap<>();
        for (Method method : builder.getMethods()) {
            if (method.getReturnType() == builder && method.getParameterCount() == 1) {
                setters.put(method.getName(), method);
            }
        }
        return setters;
    }

    private static Method accessor(Class<?> type, String name) {
        try {
            return type.getMethod(name);
        } catch (NoSuchMethodException missing) {
            throw new IllegalStateException(type + " does not tell its " + name, missing);
        }
    }

    private Member member(String name, Method accessor, Type type, @Nullable Object usual) {
        MethodHandle getter =
                certain(() -> LOOKUP.unreflect(accessor)).asType(MethodType.methodType(Object.class, Object.class));
        return new Member(
                name, holder -> call(() -> getter.invokeExact(holder)), any(type), usual == null ? zero(type) : usual);
    }

    /** A number or a flag that cannot be absent is left out while it is zero. */
    private static @Nullable Object zero(Type type) {
        if (type == long.class) {
            return 0L;
        } else if (type == int.class) {
            return 0;
        } else if (type == boolean.class) {
            return false;
        }
        return type == double.class ? (Double) 0.0 : type instanceof ParameterizedType of ? empty(of) : null;
    }

    private static @Nullable Object empty(ParameterizedType type) {
        return type.getRawType() == List.class ? List.of() : type.getRawType() == Set.class ? Set.of() : Map.of();
    }

    @SuppressWarnings("unchecked")
    private Form<Object> any(Type type) {
        return (Form<Object>) form(type);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Form<?> constant(Class<?> type) {
        return Form.constant((Class) type);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object constant(Class<?> type, String name) {
        return Enum.valueOf((Class) type, name);
    }

    private static <T> Form<Set<T>> set(Form<T> element) {
        Form<List<T>> list = Form.list(element);
        return Form.of(
                (out, values) -> list.write(
                        out,
                        values.stream()
                                .sorted(Comparator.comparing(String::valueOf))
                                .toList()),
                in -> Set.copyOf(list.read(in)));
    }

    private static <T> T certain(Call<T> call) {
        T result = call(call);
        if (result == null) {
            throw new IllegalStateException("nothing, where there is always something");
        }
        return result;
    }

    @SuppressWarnings("CatchingUnchecked")
    private static <T> @Nullable T call(Call<T> call) {
        try {
            return call.make();
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable impossible) {
            throw new IllegalStateException("what this package may see cannot be seen", impossible);
        }
    }

    /** One setting of a builder, which is left alone where there is no value for it. */
    private record Setter(MethodHandle handle) {

        static Setter of(Method method) {
            return new Setter(certain(() -> LOOKUP.unreflect(method))
                    .asType(MethodType.methodType(Object.class, Object.class, Object.class)));
        }

        void set(Object builder, @Nullable Object value) {
            if (value != null) {
                call(() -> handle.invokeExact(builder, value));
            }
        }
    }

    /** A call of a method handle. */
    @FunctionalInterface
    private interface Call<T> {
        @Nullable
        T make() throws Throwable;
    }
}
