package com.dumontcloud.sdk.agent;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what an object holds on to: the elements of every collection that our own classes reach from it, by its field. */
final class Kept {

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Found> open = new ArrayDeque<>();
    private final Map<String, Integer> elements = new TreeMap<>();

    private Kept() {}

    static Map<String, Integer> by(Object root) throws IllegalAccessException {
        Kept kept = new Kept();
        kept.visit(root, "root");
        while (!kept.open.isEmpty()) {
            Found next = kept.open.pop();
            kept.look(next.object(), next.where());
        }
        return kept.elements;
    }

    private void look(Object object, String where) throws IllegalAccessException {
        if (object instanceof Collection<?> collection) {
            count(collection, where);
        } else if (object instanceof Map<?, ?> map) {
            count(map.keySet(), where);
            map.values().forEach(value -> visit(value, where));
        } else if (object instanceof Object[] array) {
            count(Arrays.asList(array), where);
        } else if (object instanceof CharSequence text) {
            elements.merge(
                    "text of " + where, text.length() / 1000, Integer::sum); // what grows by appending counts too
        } else if (isOurs(object.getClass())) {
            fields(object);
        }
    }

    private void count(Collection<?> collection, String where) {
        elements.merge(where, collection.size(), Integer::sum);
        collection.forEach(element -> visit(element, where));
    }

    private void fields(Object object) throws IllegalAccessException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : isOurs(type) ? type.getDeclaredFields() : new Field[0]) {
                if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    visit(field.get(object), type.getSimpleName() + "." + field.getName());
                }
            }
        }
    }

    /** A test that a handler reaches keeps what it likes. */
    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("com.dumontcloud.") && !type.getName().endsWith("Test");
    }

    private void visit(Object object, String where) {
        if (object != null && seen.add(object)) {
            open.push(new Found(object, where));
        }
    }

    private record Found(Object object, String where) {}
}
