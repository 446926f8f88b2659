package com.dumontcloud.sdk.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of any size, whose fields are found where they stand in the document. */
class JsonObjectTest {

    /** Up to eight fields are looked at one by one, more are in a table, whose size doubles at powers of two. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 9, 16, 17, 64, 65, 128, 129, 500})
    void findsEveryFieldAndNoOther(int fields) {
        StringJoiner document = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < fields; i++) {
            document.add("\"field_" + i + "\": " + i);
        }

        JsonObject object = parse(document.toString());

        assertThat(object.names()).hasSize(fields);
        for (int i = 0; i < fields; i++) {
            assertThat(object.whole("field_" + i)).isEqualTo(i);
        }
        assertThat(object.has("field_" + fields)).isFalse();
        assertThat(object.contains("")).isFalse();
        assertThat(object.text("field_")).isNull();
    }

    /** Rows of a table mostly have the same names in the same order; these have not, or almost. */
    @Test
    void findsTheFieldsOfRowsThatDifferInAName() {
        String names = "abcdefghijklmnopqrstuvwxyz";
        StringJoiner rows = new StringJoiner(",", "{\"rows\":[", "]}");
        for (int changed = -1; changed < names.length(); changed++) {
            StringJoiner row = new StringJoiner(",", "{", "}");
            for (int i = 0; i < names.length(); i++) {
                String name = String.valueOf(names.charAt(i)).repeat(i + 1);
                row.add("\"" + name + (i == changed ? "\\u0041" : "") + "\":" + i);
            }
            rows.add(row.toString()).add(row.toString());
        }

        List<JsonObject> read = parse(rows.toString()).objects("rows");

        for (int row = 0; row < read.size(); row++) {
            for (int i = 0; i < names.length(); i++) {
                String name = String.valueOf(names.charAt(i)).repeat(i + 1);
                boolean isChanged = row / 2 - 1 == i;
                assertThat(read.get(row).whole(name)).isEqualTo(isChanged ? null : Long.valueOf(i));
                assertThat(read.get(row).whole(name + "A")).isEqualTo(isChanged ? Long.valueOf(i) : null);
            }
        }
    }

    @Test
    void findsADoubleFieldInARowThatIsLikeTheOneBeforeIt() {
        String row = "{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"9\":1}";

        assertThatThrownBy(() -> parse("{\"rows\":[" + row + "," + row + "," + row.replace("9", "8") + "]}"))
                .hasMessage("the field $.rows[2].8 is there twice");
    }

    /** They have the same hash. */
    @Test
    void tellsNamesApartThatLookAlike() {
        StringJoiner document = new StringJoiner(",", "{", "}");
        List<String> names = List.of("AaAa", "BBBB", "AaBB", "BBAa", "a", "b", "c", "d", "e", "f");
        names.forEach(name -> document.add("\"" + name + "\":\"" + name + "\""));

        JsonObject object = parse(document.toString());

        assertThat(names).allSatisfy(name -> assertThat(object.text(name)).isEqualTo(name));
    }

    @Test
    void readsValuesOfEveryKindInTheOrderOfTheDocument() {
        JsonObject object = parse("""
                {"text":"plain", "escaped":"a\\n\\u00fc", "beyond":"M\u00fcnchen", "empty":"", "yes":true, "no" : false,
                 "nothing":null, "number":-1.50e3, "big":123456789012345678901234567890, "object":{"a":{"b":1}},
                 "list":[1,"x",{"y":null}], "objects":[{"z":1},{}]}""");

        assertThat(object.names())
                .containsExactly(
                        "text", "escaped", "beyond", "empty", "yes", "no", "nothing", "number", "big", "object", "list",
                        "objects");
        assertThat(object.text("text")).isEqualTo("plain");
        assertThat(object.text("escaped")).isEqualTo("a\n\u00fc");
        assertThat(object.text("beyond")).isEqualTo("M\u00fcnchen");
        assertThat(object.text("empty")).isEmpty();
        assertThat(object.flag("yes")).isTrue();
        assertThat(object.flag("no")).isFalse();
        assertThat(object.has("nothing")).isFalse();
        assertThat(object.contains("nothing")).isTrue();
        assertThat(object.text("number")).isEqualTo("-1.50e3");
        assertThat(object.decimal("big")).isEqualTo(new BigDecimal("123456789012345678901234567890"));
        assertThat(object.object("object").object("a").whole("b")).isEqualTo(1);
        assertThat(object.objects("objects")).hasSize(2);
        assertThat(object.members()).containsOnlyKeys(object.names());
    }

    @Test
    void findsANameWithEscapes() {
        JsonObject object = parse("{\"a\\u0062c\":1,\"\u00fc\":2,\"\":3}");

        assertThat(object.whole("abc")).isEqualTo(1);
        assertThat(object.whole("\u00fc")).isEqualTo(2);
        assertThat(object.whole("")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"a\":1,\"a\":2}",
                "{\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"a\":1,\"\\u0061\":2}"
            })
    void takesNoFieldTwice(String document) {
        assertThatThrownBy(() -> parse(document))
                .isInstanceOf(DumontException.class)
                .hasMessage("the field $.a is there twice");
    }

    @Test
    void namesTheFieldThatIsOfAnotherType() {
        JsonObject row = parse("{\"rows\":[{},{\"where\":{\"gpu\":\"x\"}}]}")
                .objects("rows")
                .get(1);

        assertThatThrownBy(() -> row.object("where").whole("gpu"))
                .hasMessage("field rows[1].where.gpu must be a number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1",
                "{\"a\":01}",
                "{\"a\":.5}",
                "{\"a\":NaN}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":\"x}",
                "{\"a\":\"\\x\"}",
                "{\"a\":tru}",
                "{\"a\":1}x",
                "{\"a\":1}{}",
                "{\"a\":[1,]}",
                "{\"a\":\"tab\there\"}",
                "nul",
                "<html>"
            })
    void takesNothingThatIsNoJson(String document) {
        assertThatThrownBy(() -> parse(document))
                .isInstanceOf(DumontException.class)
                .extracting("kind")
                .isEqualTo(Kind.INVALID_ANSWER);
    }

    /** Wherever a document is cut off, it is no JSON any more. */
    @Test
    void takesNoPartOfADocument() {
        String document = "{\"a\": [1, {\"b\": \"\u00fc\\n\"}, true, null], \"c\": -1.5e3}";
        for (int length = 0; length < document.length(); length++) {
            String part = document.substring(0, length);
            assertThatThrownBy(() -> parse(part)).as(part).isInstanceOf(DumontException.class);
        }
        assertThat(parse(document).names()).hasSize(2);
    }

    /** A check fails as the reading would, and says the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"x\"",
                "\"\\n\"",
                "1",
                "-1.5",
                "1e3",
                "1E400",
                "1e41",
                "-0",
                "true",
                "[]",
                "{}",
                "1234567890123456789012345678901234567890",
                "12345678901234567890123456789012345678901",
                "0.00000000000000000000000000000000000000001",
                "0.000000000000000000000000000000000000000"
            })
    void checksWithoutReading(String value) {
        JsonObject object = parse("{\"a\":" + value + "}");

        assertThat(messageOf(() -> object.checkText("a"))).isEqualTo(messageOf(() -> object.text("a")));
        assertThat(messageOf(() -> object.checkDecimal("a"))).isEqualTo(messageOf(() -> object.decimal("a")));
        assertThat(messageOf(() -> object.checkText("b"))).isNull();
        assertThat(messageOf(() -> object.checkDecimal("b"))).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", textBlock = """
            "as it is"                       | as it is
            "42"                             | 42
            0.50                             | 0.50
            1e2                              | 1e2
            true                             | true
            null                             | -
            []                               | []
            [ 1.0, null, "a\\"\\u00e9", [false] ] | [1.0,null,"a\\"\u00e9",[false]]
            { "b" : {"c": 1}, "a" : "" }     | {"b":{"c":1},"a":""}
            """)
    void givesBackWhateverStandsThere(String value, @Nullable String given) {
        JsonObject object = JsonObject.parse(("{\"a\":" + value + "}").getBytes(StandardCharsets.UTF_8));

        assertThat(object.textOrJson("a")).isEqualTo(given);
        assertThat(object.textOrJson("b")).isNull();
    }

    private static String messageOf(Runnable reading) {
        try {
            reading.run();
            return null;
        } catch (DumontException told) {
            return told.getMessage();
        }
    }

    private static JsonObject parse(String document) {
        return JsonObject.parse(document.getBytes(StandardCharsets.UTF_8));
    }
}
