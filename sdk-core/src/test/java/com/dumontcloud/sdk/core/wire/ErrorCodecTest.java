package com.dumontcloud.sdk.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorCodecTest {

    @Test
    void writesTheShapeOfTheContract() {
        ErrorDocument error = new ErrorDocument(
                "out_of_range",
                "gpu_utilization is 150; it must be 0 to 100",
                Map.of("field", "gpu_utilization", "range", "0 to 100", "value", "150"),
                "req-1");

        byte[] json = ErrorCodec.encode(error);

        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo("{\"error\":{\"code\":\"out_of_range\","
                        + "\"message\":\"gpu_utilization is 150; it must be 0 to 100\","
                        + "\"details\":{\"field\":\"gpu_utilization\",\"range\":\"0 to 100\",\"value\":\"150\"}},"
                        + "\"request_id\":\"req-1\"}");
        assertThat(ErrorCodec.decode(json)).isEqualTo(error);
    }

    @Test
    void writesEmptyDetailsAndAnUnknownRequestId() {
        assertThat(new String(ErrorCodec.encode(ErrorDocument.of("c", "m", null)), StandardCharsets.UTF_8))
                .isEqualTo("{\"error\":{\"code\":\"c\",\"message\":\"m\",\"details\":{}},\"request_id\":null}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"code\":\"c\",\"message\":\"m\"},\"request_id\":\"r\"}           | c | m | r",
                "{\"error\":\"m\"}                                                             |   | m |",
                "{\"error\":\"m\",\"code\":\"c\"}                                              | c | m |",
                "{\"error\":\"c\",\"message\":\"m\"}                                           | c | m |",
                "{\"success\":false,\"error\":\"m\",\"request_id\":\"r\"}                      |   | m | r",
                "{\"success\":false,\"error\":{\"code\":\"c\",\"message\":\"m\"}}              | c | m |",
                "{\"detail\":\"m\"}                                                            |   | m |",
                "{\"detail\":{\"code\":\"c\",\"message\":\"m\"}}                               | c | m |",
                "{\"detail\":[{\"loc\":[\"body\",\"id\"],\"msg\":\"m\"},{\"msg\":\"n\"}]}      |   | body.id: m; n |",
                "{\"code\":\"c\",\"message\":\"m\"}                                            | c | m |",
                "{\"error\":null,\"detail\":\"m\"}                                             |   | m |",
                "{\"error\":404}                                                               |   | 404 |",
                "{\"error\":\"two\\nlines\"}                                                   |   | two lines |",
                "Bad Gateway                                                                   |   | Bad Gateway |",
                "<html><head><title>502</title></head><body>Bad  Gateway</body></html>         |   | 502 Bad Gateway |",
                "[1,2]                                                                         |   | [1,2] |"
            })
    void readsEveryShapeInTheWild(String body, String code, String message, String requestId) {
        ErrorDocument error = ErrorCodec.decode(body.getBytes(StandardCharsets.UTF_8));

        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.requestId()).isEqualTo(requestId);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":\"m\",\"details\":\"more\"}                     | detail  | more",
                "{\"error\":\"m\",\"details\":{\"state\":\"stopped\"}}      | state   | stopped",
                "{\"error\":{\"message\":\"m\",\"details\":{\"a\":{\"b\":[1,2]}}}} | a.b.1 | 2",
                "{\"detail\":[{\"loc\":[\"body\",\"id\"],\"msg\":\"m\"}]}   | 0.msg   | m"
            })
    void namesDetailsByTheirPath(String body, String name, String value) {
        assertThat(ErrorCodec.decode(body.getBytes(StandardCharsets.UTF_8)).details())
                .containsEntry(name, value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{}", "<br/>", "{\"error\":null}", "{\"detail\":[]}"})
    void readsNothingWhereNothingIsTold(String body) {
        ErrorDocument error = ErrorCodec.decode(body.getBytes(StandardCharsets.UTF_8));

        assertThat(error.code()).isNull();
        assertThat(error.message()).isNullOrEmpty();
        assertThat(error.details()).isEmpty();
    }

    @Test
    void cutsWhatIsTooLongForAMessage() {
        String flood = "x".repeat(100_000);

        assertThat(ErrorCodec.decode(flood.getBytes(StandardCharsets.UTF_8)).message())
                .hasSize(203);
        assertThat(ErrorCodec.decode(("{\"error\":\"" + flood + "\",\"details\":{\"" + flood + "\":\"" + flood + "\"}}")
                                .getBytes(StandardCharsets.UTF_8))
                        .toString())
                .hasSizeLessThan(1_000);
    }

    @Test
    void readsBytesThatAreNoText() {
        byte[] bytes = {(byte) 0xff, (byte) 0xfe, 0, 1, 2};

        assertThat(ErrorCodec.decode(bytes).code()).isNull();
    }
}
