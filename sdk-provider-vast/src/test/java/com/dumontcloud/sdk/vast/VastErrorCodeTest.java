package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VastErrorCodeTest {
    /** Every row of the table of errors, in its order; where a row gives only a text, the usual envelope is around it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        401 | {"success":false,"error":"auth_error","msg":"Invalid user key"} | AUTH
        404 | {"success":false,"error":"auth_error","msg":"Invalid user key"} | AUTH
        404 | {"success":false,"msg":"Session expired. Please log in again."} | AUTH
        401 | {"success":false,"msg":"Two Factor Authentication required"} | AUTH
        403 | {"success":false,"error":"auth_error","msg":"This action requires login."} | AUTH
        403 | {"success":false,"error":"not_authorized","msg":"Not your instance"} | FORBIDDEN
        403 | <!DOCTYPE html><html><title>Attention Required!</title></html> | FORBIDDEN
        404 | {"success":false,"error":"invalid_args","msg":"error 404/3603: no_such_ask  Instance type by id 7 is not available."} | OFFER_GONE
        410 | {"success":false,"error":"no_such_ask","msg":"Ask 7 is no longer available"} | OFFER_GONE
        410 | {"success":false,"error":"deprecated_endpoint","msg":"Use /api/v1/instances/"} | CLIENT_OUTDATED
        400 | {"success":false,"error":"no_such_ask"} | OFFER_GONE
        400 | {"success":false,"error":"insufficient_credit","msg":"Your account lacks credit; see the billing page."} | INSUFFICIENT_CREDIT
        400 | {"success":false,"msg":"Your account lacks credit; see the billing page."} | INSUFFICIENT_CREDIT
        400 | {"success":false,"error":"missing_billing"} | INSUFFICIENT_CREDIT
        411 | {"success":false,"msg":"Insufficient credit"} | INSUFFICIENT_CREDIT
        404 | {"success":false,"error":"no_such_instance"} | NOT_FOUND
        404 | {"success":false,"error":"not_found"} | NOT_FOUND
        404 | {"success":false,"error":"invalid_id"} | NOT_FOUND
        400 | {"success":false,"error":"invalid_args"} | BAD_REQUEST
        400 | {"success":false,"error":"invalid_price"} | BAD_REQUEST
        400 | {"success":false,"error":"no_ssh_key_for_vm"} | BAD_REQUEST
        400 | {"success":false,"error":"label_too_long"} | BAD_REQUEST
        400 | {"success":false,"error":"invalid_request"} | BAD_REQUEST
        400 | {"success":false,"error":"invalid_token"} | BAD_REQUEST
        483 | {"success":false,"error":"invalid json"} | BAD_REQUEST
        429 | API requests too frequent | RATE_LIMITED
        429 | API requests too frequent: endpoint threshold=4.5 | RATE_LIMITED
        500 | Internal Server Error | TRANSIENT
        502 | <html>Bad gateway</html> | TRANSIENT
        503 | {"success":false,"error":"unavailable"} | TRANSIENT
        504 | ~~ | TRANSIENT
        """)
    void readsEveryRowOfTheErrorsTable(int status, String body, VastErrorCode expected) {
        assertThat(VastErrorCode.of(status, body)).contains(expected);
    }

    @Test
    void findsTheRefusalBehindStatus200() {
        String queued = "{\"success\":false,\"error\":\"resources_unavailable\","
                + "\"msg\":\"Required resources are currently unavailable, state change queued.\"}";

        assertThat(VastErrorCode.of(200, queued)).contains(VastErrorCode.RESOURCES_UNAVAILABLE);
        assertThat(VastErrorCode.of(200, "{\"success\":false}")).contains(VastErrorCode.UNKNOWN);
        assertThat(VastErrorCode.of(200, "{\"error\":\"not_authorized\"}")).contains(VastErrorCode.FORBIDDEN);
        assertThat(VastErrorCode.of(200, "{\"success\":true,\"error\":null}")).isEmpty();
        assertThat(VastErrorCode.of(200, "{\"success\":true,\"error\":\"\"}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"success\":true,\"new_contract\":7}", "{\"instances\":null}", "[]", "", "done"})
    void acceptsAnAnswerThatRefusesNothing(String body) {
        assertThat(VastErrorCode.of(200, body)).isEmpty();
        assertThat(VastErrorCode.of(299, body)).isEmpty();
    }

    /** Taking any of these for NOT_FOUND would let a machine that still bills count as destroyed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        404 | ~~
        404 | <html>404 page not found</html>
        404 | {"detail":"Not Found"}
        404 | {"success":false,"error":"a_code_of_tomorrow"}
        410 | ~~
        411 | Length Required
        300 | ~~
        199 | ~~
        600 | ~~
        """)
    void guessesNothingFromAnAnswerItDoesNotKnow(int status, String body) {
        assertThat(VastErrorCode.of(status, body)).contains(VastErrorCode.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        404 | {"success":false,"error":"auth_error","msg":"cut off in the mid | AUTH
        404 | {"error":"no_such_instance","error":7} | NOT_FOUND
        400 | {"error":{"code":"auth_error"},"success":"false"} | BAD_REQUEST
        401 | null | AUTH
        403 | {"success":null,"error":null} | FORBIDDEN
        400 | {"success":false,"extra":{"error":"auth_error"}} | BAD_REQUEST
        400 | INSUFFICIENT CREDIT | INSUFFICIENT_CREDIT
        400 | {"success":false,"error":"invalid_id"} | BAD_REQUEST
        """)
    void readsADamagedBodyAsFarAsItGoes(int status, String body, VastErrorCode expected) {
        assertThat(VastErrorCode.of(status, body)).contains(expected);
    }

    @Test
    void survivesABodyNestedDeeperThanTheParserGoes() {
        String body = "{\"error\":\"auth_error\",\"x\":" + "[".repeat(100_000);

        assertThat(VastErrorCode.of(404, body)).contains(VastErrorCode.AUTH);
    }

    @Test
    void callsOnlyLimitsAndOutagesPassing() {
        assertThat(Arrays.stream(VastErrorCode.values()).filter(VastErrorCode::isPassing))
                .containsExactlyInAnyOrder(VastErrorCode.RATE_LIMITED, VastErrorCode.TRANSIENT);
    }
}
