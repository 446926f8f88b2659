package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole document into objects, lists, texts, booleans, nulls and numbers that keep their digits. Everything is checked;
 * fields of objects are copied when somebody asks for them.
 *
 * <p>Not for heartbeats, which are many and always ask for the same: this is for views and for what others answer.
 */
final class JsonTree {

    private static final int FIRST_FIELDS = 64;

    private final byte[] document;
    private final JsonInput in;
    private final Kind kindOfFault;
    /** Places of the fields of every object that has begun and not ended, the innermost last; and what is kept of them. */
    private int[] places = new int[FIRST_FIELDS * JsonFields.PLACES];

    private int used;
    private @Nullable JsonFields newestWithTable;
    private final List<Object> kept = new ArrayList<>();

    private JsonTree(byte[] document, Kind kindOfFault) {
        this.document = document;
        this.in = new JsonInput(document);
        this.kindOfFault = kindOfFault;
    }

    /** Returns the object a document holds; anything else is a fault of this kind. */
    static JsonObject parse(byte[] document, Kind kindOfFault) {
        Object root = read(document, kindOfFault);
        if (root instanceof JsonObject object) {
            return object;
        }
        throw fault(kindOfFault, null, "the document is not a JSON object", null);
    }

    /** Returns the objects of the list a document holds; anything else is a fault of this kind. */
    static List<JsonObject> parseList(byte[] document, Kind kindOfFault) {
        if (!(read(document, kindOfFault) instanceof List<?> root)) {
            throw fault(kindOfFault, null, "the document is not a JSON list", null);
        }
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : root) {
            if (!(element instanceof JsonObject object)) {
                throw fault(kindOfFault, null, "the document is not a list of objects", null);
            }
            objects.add(object);
        }
        return objects;
    }

    private static @Nullable Object read(byte[] document, Kind kindOfFault) {
        return new JsonTree(document, kindOfFault).readDocument();
    }

    static InvalidDocumentException fault(
            Kind kind, @Nullable String field, String message, @Nullable Throwable cause) {
        return new InvalidDocumentException(kind, Problem.MALFORMED, field, message, cause);
    }

    private @Nullable Object readDocument() {
        try {
            Object root = read("$");
            in.end();
            return root;
        } catch (MalformedJsonException broken) {
            requireUtf8();
            throw fault(kindOfFault, null, "the document is not valid JSON: " + broken.problem(), broken);
        }
    }

    private @Nullable Object read(String path) {
        return switch (in.peek()) {
            case OBJECT -> readObject(path);
            case ARRAY -> readList(path);
            case TEXT -> in.readText();
            case NUMBER -> new Digits(in.readNumber().text());
            case BOOLEAN -> in.readBoolean();
            case NULL -> {
                in.skipValue();
                yield null;
            }
        };
    }

    private JsonObject readObject(String path) {
        int first = used;
        int firstKept = kept.size();
        in.beginObject();
        while (in.hasNextField()) {
            int place = begin();
            in.readName();
            String name = in.wasPlain() ? null : in.lastText();
            note(place, in.textStart(), in.textEnd(), name, firstKept);
            JsonInput.Kind kind = in.peek();
            int start = in.position();
            Object value = keep(kind, path, place, name);
            note(place + 2, start, in.position(), value, firstKept);
        }
        return end(path, first, firstKept);
    }

    /** Notes where a name or value is: in the document, or among what is kept. */
    private void note(int place, int start, int end, @Nullable Object keeps, int firstKept) {
        if (keeps == null) {
            places[place] = start;
            places[place + 1] = end;
        } else {
            places[place] = kept.size() - firstKept;
            places[place + 1] = JsonFields.KEPT;
            kept.add(keeps);
        }
    }

    /** Reads past a value, and returns it where it cannot be found again by its place alone. */
    private @Nullable Object keep(JsonInput.Kind kind, String path, int place, @Nullable String name) {
        if (kind == JsonInput.Kind.OBJECT || kind == JsonInput.Kind.ARRAY) {
            return read(path + "." + (name == null ? plainName(place) : name));
        }
        in.skipValue(kind);
        return kind == JsonInput.Kind.TEXT && !in.wasPlain() ? in.lastText() : null;
    }

    private String plainName(int place) {
        return new String(document, places[place], places[place + 1] - places[place], StandardCharsets.ISO_8859_1);
    }

    private int begin() {
        if (used == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        used += JsonFields.PLACES;
        return used - JsonFields.PLACES;
    }

    private JsonObject end(String path, int first, int firstKept) {
        List<Object> last = kept.subList(firstKept, kept.size());
        JsonFields found = new JsonFields(document, Arrays.copyOfRange(places, first, used), last.toArray());
        last.clear();
        used = first;
        int twice = found.index(newestWithTable);
        if (twice >= 0) {
            String name = found.name(twice);
            throw fault(kindOfFault, name, "the field " + path + "." + name + " is there twice", null);
        }
        if (found.hasTable()) {
            newestWithTable = found;
        }
        return new JsonObject(path, found, kindOfFault);
    }

    private List<@Nullable Object> readList(String path) {
        List<@Nullable Object> elements = new ArrayList<>();
        in.beginArray();
        while (in.hasNextElement()) {
            elements.add(read(path + "[" + elements.size() + "]"));
        }
        return elements;
    }

    private void requireUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document));
        } catch (CharacterCodingException broken) {
            throw fault(kindOfFault, null, "the document is not UTF-8", broken);
        }
    }

    /** A number as it stood in the document, so that neither ids nor money lose a digit. */
    record Digits(String text) {}
}
