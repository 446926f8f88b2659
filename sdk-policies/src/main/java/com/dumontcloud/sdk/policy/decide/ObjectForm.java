package com.dumontcloud.sdk.policy.decide;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The form of a type with members: an object, in which a member that has its usual value is left out. One that is not known is
 * skipped, one that is missing has its usual value. Immutable and thread-safe.
 */
final class ObjectForm<T> implements Form<T> {

    private final List<Member> members;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Function<@Nullable Object[], T> make;

    ObjectForm(List<Member> members, Function<@Nullable Object[], T> make) {
        this.members = List.copyOf(members);
        this.make = make;
        for (int i = 0; i < members.size(); i++) {
            positions.put(members.get(i).name(), i);
        }
    }

    @Override
    public void write(JsonOut out, T value) {
        out.beginObject();
        writeMembers(out, value);
        out.endObject();
    }

    @Override
    public T read(JsonIn in) {
        in.beginObject();
        return readMembers(in);
    }

    void writeMembers(JsonOut out, T value) {
        for (Member member : members) {
            Object held = member.get.apply(value);
            if (!Objects.equals(held, member.usual)) {
                out.name(member.name);
                if (held == null) {
                    out.nothing();
                } else {
                    member.form.write(out, held);
                }
            }
        }
    }

    /** Returns the question whether two values are the same in every member but these. */
    BiPredicate<T, T> sameBut(Set<String> names) {
        List<Function<Object, @Nullable Object>> getters = members.stream()
                .filter(member -> !names.contains(member.name))
                .map(Member::get)
                .toList();
        return (one, other) -> {
            for (Function<Object, @Nullable Object> get : getters) {
                if (!Objects.equals(get.apply(one), get.apply(other))) {
                    return false;
                }
            }
            return true;
        };
    }

    /** Reads to the end of an object that has begun. Members come in our own order, unless another version wrote them. */
    T readMembers(JsonIn in) {
        @Nullable Object[] values = new @Nullable Object[members.size()];
        for (int i = 0; i < values.length; i++) {
            Member member = members.get(i);
            values[i] = in.nextNameIs(member.name) ? read(member, in) : member.usual;
        }
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            Integer position = positions.get(name);
            if (position == null) {
                in.skip();
            } else {
                values[position] = read(members.get(position), in);
            }
        }
        return make.apply(values);
    }

    private static @Nullable Object read(Member member, JsonIn in) {
        return in.nothing() ? null : member.form.read(in);
    }

    /**
     * One member.
     *
     * @param name under which it is written
     * @param get takes it from the whole
     * @param form how it is written
     * @param usual the value it has where it is not written; absent for most
     */
    record Member(
            String name,
            Function<Object, @Nullable Object> get,
            Form<Object> form,
            @Nullable Object usual) {}
}
