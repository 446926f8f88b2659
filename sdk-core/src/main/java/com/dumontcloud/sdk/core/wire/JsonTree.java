package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole document into objects, lists, texts, booleans, nulls and numbers that keep their digits.
 *
 * <p>Not for heartbeats, which are many: this is for views, of which a person or a dashboard asks a few.
 */
final class JsonTree {

    private final JsonReader reader;
    private final Kind kindOfFault;

    private JsonTree(JsonReader reader, Kind kindOfFault) {
        this.reader = reader;
        this.kindOfFault = kindOfFault;
    }

    /** Returns the object a document holds; anything else is a fault of this kind. */
    static JsonObject parse(byte[] document, Kind kindOfFault) {
        JsonTree tree = new JsonTree(JsonReader.of(new Buffer().writeUtf8(utf8(document, kindOfFault))), kindOfFault);
        Object root = tree.readDocument();
        if (root instanceof JsonObject object) {
            return object;
        }
        throw fault(kindOfFault, null, "the document is not a JSON object", null);
    }

    static InvalidDocumentException fault(
            Kind kind, @Nullable String field, String message, @Nullable Throwable cause) {
        return new InvalidDocumentException(kind, Problem.MALFORMED, field, message, cause);
    }

    private @Nullable Object readDocument() {
        try {
            Object root = read();
            if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
                throw fault(kindOfFault, null, "the document goes on after its end", null);
            }
            return root;
        } catch (IOException | JsonDataException broken) {
            String path = reader.getPath();
            throw fault(kindOfFault, null, "the document is not valid JSON near " + path, broken);
        }
    }

    private @Nullable Object read() throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> readObject();
            case BEGIN_ARRAY -> readList();
            case STRING -> reader.nextString();
            case NUMBER -> new Digits(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> reader.nextNull();
            case NAME, END_OBJECT, END_ARRAY, END_DOCUMENT ->
                throw fault(kindOfFault, null, "the document is not valid JSON near " + reader.getPath(), null);
        };
    }

    private JsonObject readObject() throws IOException {
        String path = reader.getPath();
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (members.containsKey(name)) {
                throw fault(kindOfFault, name, "the field " + reader.getPath() + " is there twice", null);
            }
            members.put(name, read());
        }
        reader.endObject();
        return new JsonObject(path, members, kindOfFault);
    }

    private List<@Nullable Object> readList() throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            elements.add(read());
        }
        reader.endArray();
        return elements;
    }

    private static String utf8(byte[] document, Kind kindOfFault) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw fault(kindOfFault, null, "the document is not UTF-8", broken);
        }
    }

    /** A number as it stood in the document, so that neither ids nor money lose a digit. */
    record Digits(String text) {}
}
