package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.wire.JsonTree.Digits;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes errors in the one shape of the contract and reads them in every shape found in the wild.
 *
 * <p>Reading never fails: a body that is no JSON gives a short excerpt of its text. What is read is cut to a length that fits
 * a message, so that no whole body travels in an exception. Thread-safe, does not block.
 */
public final class ErrorCodec {

    private static final int LONGEST_MESSAGE = 400;
    private static final int LONGEST_DETAIL = 200;
    private static final int MOST_DETAILS = 32;
    private static final int EXCERPT_READ = 4096;

    private static final Pattern MARKUP = Pattern.compile("<[^<>]*>");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

    private ErrorCodec() {}

    /** Returns {@code {"error":{"code","message","details"},"request_id"}}. */
    public static byte[] encode(ErrorDocument error) {
        return ViewWriter.document(out -> out.object(
                        "error",
                        body -> body.text("code", error.code())
                                .text("message", error.message())
                                .object("details", details -> new TreeMap<>(error.details()).forEach(details::text)))
                .text("request_id", error.requestId()));
    }

    /** Returns whatever a body tells about an error; {@link ErrorDocument#EMPTY} where it tells nothing. */
    public static ErrorDocument decode(byte[] body) {
        JsonObject root;
        try {
            root = JsonTree.parse(body, Kind.INVALID_ANSWER);
        } catch (InvalidDocumentException noJson) {
            return new ErrorDocument(null, excerpt(body), Map.of(), null);
        }
        Map<String, @Nullable Object> members = root.members();
        String requestId = line(members.get("request_id"), LONGEST_DETAIL);
        for (String name : List.of("error", "detail")) {
            Object told = members.get(name);
            if (told instanceof JsonObject object) {
                return read(object.members(), requestId);
            }
            if (told instanceof List<?> problems) {
                return new ErrorDocument(null, cut(joined(problems), LONGEST_MESSAGE), details(problems), requestId);
            }
            if (told != null) {
                return readText(members, line(told, LONGEST_MESSAGE), requestId);
            }
        }
        return read(members, requestId);
    }

    /** Returns what a body tells that says {@code "success":false}, whatever its status; null for every other body. */
    public static @Nullable ErrorDocument refusal(byte[] body) {
        try {
            JsonObject root = JsonTree.parse(body, Kind.INVALID_ANSWER);
            return Boolean.FALSE.equals(root.members().get("success")) ? decode(body) : null;
        } catch (InvalidDocumentException noJson) {
            return null;
        }
    }

    private static ErrorDocument read(Map<String, @Nullable Object> error, @Nullable String requestId) {
        String inner = line(error.get("request_id"), LONGEST_DETAIL);
        return new ErrorDocument(
                line(error.get("code"), LONGEST_DETAIL),
                line(error.get("message"), LONGEST_MESSAGE),
                details(error.get("details")),
                requestId == null ? inner : requestId);
    }

    /** Where a message stands beside the text, the text is the code. */
    private static ErrorDocument readText(
            Map<String, @Nullable Object> members, @Nullable String text, @Nullable String requestId) {
        String message = line(members.get("message"), LONGEST_MESSAGE);
        String code = line(members.get("code"), LONGEST_DETAIL);
        Map<String, String> details = details(members.get("details"));
        if (message == null || code != null) {
            return new ErrorDocument(code, text, details, requestId);
        }
        return new ErrorDocument(text, message, details, requestId);
    }

    /** Python servers list problems as {@code {"loc":["body","instance_id"],"msg":"field required"}}. */
    private static String joined(List<?> problems) {
        return problems.stream()
                .map(problem -> {
                    if (!(problem instanceof JsonObject object)) {
                        return String.valueOf(line(problem, LONGEST_DETAIL));
                    }
                    String message = line(object.members().get("msg"), LONGEST_DETAIL);
                    String where = object.members().get("loc") instanceof List<?> parts
                            ? parts.stream()
                                            .map(part -> line(part, LONGEST_DETAIL))
                                            .collect(Collectors.joining("."))
                                    + ": "
                            : "";
                    return where + (message == null ? "not valid" : message);
                })
                .collect(Collectors.joining("; "));
    }

    private static Map<String, String> details(@Nullable Object told) {
        Map<String, String> details = new LinkedHashMap<>();
        collect("", told, details);
        return details;
    }

    /** Names what is nested by its path, such as {@code errors.0.field}. */
    private static void collect(String path, @Nullable Object told, Map<String, String> details) {
        if (told instanceof JsonObject object) {
            object.members().forEach((name, value) -> collect(below(path, name), value, details));
        } else if (told instanceof List<?> elements) {
            for (int i = 0; i < elements.size(); i++) {
                collect(below(path, Integer.toString(i)), elements.get(i), details);
            }
        } else if (told != null && details.size() < MOST_DETAILS) {
            String value = line(told, LONGEST_DETAIL);
            details.put(path.isEmpty() ? "detail" : cut(path, LONGEST_DETAIL), value == null ? "" : value);
        }
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static @Nullable String line(@Nullable Object value, int longest) {
        if (value instanceof Digits number) {
            return cut(number.text(), longest);
        }
        if (value instanceof String || value instanceof Boolean) {
            return cut(BLANKS.matcher(value.toString()).replaceAll(" ").strip(), longest);
        }
        return null;
    }

    /** Returns the first words of a body without its markup; absent where none are left. */
    private static @Nullable String excerpt(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, EXCERPT_READ), StandardCharsets.UTF_8);
        String words = BLANKS.matcher(MARKUP.matcher(text).replaceAll(" "))
                .replaceAll(" ")
                .strip();
        return words.isEmpty() ? null : cut(words, LONGEST_DETAIL);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }
}
