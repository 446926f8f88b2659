package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VastListTest {

    private TestVast vast;

    @BeforeEach
    void start() {
        vast = new TestVast();
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    @Test
    void readsEveryPageAndEachMachineOnce() {
        vast.answer(page("\"t1\"", 3, "{\"id\":1}", "{\"id\":2}"));
        vast.answer(page("null", 3, "{\"id\":2,\"label\":\"newer\"}", "{\"id\":3}"));

        VastListing listing = vast.client().instances().list();

        assertThat(listing.complete()).isTrue();
        assertThat(listing.instances()).extracting(i -> i.id().value()).containsExactly("1", "2", "3");
        assertThat(listing.instances().get(1).label()).isEqualTo("newer");
        RecordedRequest first = vast.taken();
        assertThat(first.getMethod()).isEqualTo("GET");
        assertThat(first.getUrl().encodedPath()).isEqualTo("/api/v1/instances/");
        assertThat(first.getUrl().queryParameter("limit")).isEqualTo("25");
        assertThat(first.getUrl().queryParameter("order_by")).isEqualTo("[{\"col\":\"id\",\"dir\":\"asc\"}]");
        assertThat(first.getUrl().queryParameter("after_token")).isNull();
        assertThat(vast.taken().getUrl().queryParameter("after_token")).isEqualTo("t1");
    }

    @Test
    void listsAThousandMachinesAsFastAsTheGapOfTheRouteAllowsAndNoSlower() {
        for (int page = 0; page < 40; page++) {
            int first = page * 25;
            String[] rows = IntStream.range(first, first + 25)
                    .mapToObj(i -> "{\"id\":" + (i + 1) + "}")
                    .toArray(String[]::new);
            vast.answer(page(page == 39 ? "null" : "\"t" + page + "\"", 1000, rows));
        }

        VastListing listing = vast.client().instances().list();

        assertThat(listing.instances()).hasSize(1000);
        assertThat(listing.complete()).isTrue();
        assertThat(vast.waits.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofSeconds(39));
    }

    @Test
    void asksForSomeMachinesAndForALabel() {
        vast.answer(page("null", 0)).answer(page("null", 0));
        VastInstances instances = vast.client().instances();

        instances.list(List.of(MachineId.of("5"), MachineId.of("6")));
        instances.listLabelled("a");

        assertThat(vast.taken().getUrl().queryParameter("select_filters")).isEqualTo("{\"id\":{\"in\":[5,6]}}");
        assertThat(vast.taken().getUrl().queryParameter("select_filters")).isEqualTo("{\"label\":{\"eq\":\"a\"}}");
    }

    @Test
    void takesNullForNoMachinesWhereTheAnswerSaysSo() {
        vast.answer(
                "{\"success\":true,\"instances_found\":0,\"total_instances\":0,\"next_token\":null,\"instances\":null}");

        VastListing listing = vast.client().instances().list();

        assertThat(listing.instances()).isEmpty();
        assertThat(listing.complete()).isTrue();
    }

    /** Reading any of these as "no machines" would make somebody rent them all again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"success\":true}",
                "null",
                "[]",
                "",
                "{\"success\":false}",
                "{\"success\":true,\"instances\":{}}",
                "{\"success\":true,\"instances\":\"none\"}",
                "{\"success\":true,\"instances\":[7]}",
                "{\"success\":true,\"instances\":[{\"id\":1}",
                "<html>busy</html>"
            })
    void neverTakesAnOddAnswerForAnEmptyAccount(String body) {
        vast.answer(body);

        assertThat(Thrown.by(() -> vast.client().instances().list()).kind().leavesOutcomeUnknown())
                .isTrue();
    }

    @Test
    void failsAsAWholeWhereAPageFails() {
        vast.answer(page("\"t1\"", 3, "{\"id\":1}"));
        for (int i = 0; i < 4; i++) {
            vast.answer(503, "busy");
        }

        assertThat(Thrown.by(() -> vast.client().instances().list()).kind()).isEqualTo(Kind.SERVER);
    }

    @Test
    void doesNotGoInCircles() {
        vast.answer(page("\"t1\"", 9, "{\"id\":1}")).answer(page("\"t1\"", 9, "{\"id\":2}"));

        assertThat(Thrown.anyBy(() -> vast.client().instances().list()).kind()).isEqualTo(Kind.INVALID_ANSWER);
    }

    @Test
    void isIncompleteWhereARowCannotBeReadAndKeepsTheOthers() {
        vast.answer(page("null", 3, "{\"id\":1}", "{\"id\":2,\"cur_state\":{}}", "{\"id\":\"x\"}"));

        VastListing listing = vast.client().instances().list();

        assertThat(listing.complete()).isFalse();
        assertThat(listing.unreadable()).isEqualTo(2);
        assertThat(listing.instances()).extracting(i -> i.id().value()).containsExactly("1");
    }

    @Test
    void isIncompleteWhereFewerCameThanThereAre() {
        vast.answer(page("null", 3, "{\"id\":1}", "{\"id\":2}"));

        assertThat(vast.client().instances().list().complete()).isFalse();
    }

    /** Whatever is missing may bill: a list that does not say how long it is proves no absence. */
    @ParameterizedTest
    @MethodSource("listsThatDoNotSayHowLongTheyAre")
    void isIncompleteWhereTheAnswerDoesNotSayHowManyThereAre(String body) {
        vast.answer(body);

        assertThat(vast.client().instances().list().complete()).isFalse();
    }

    static Stream<String> listsThatDoNotSayHowLongTheyAre() {
        String fullPage = IntStream.rangeClosed(1, 25)
                .mapToObj(id -> "{\"id\":" + id + "}")
                .collect(Collectors.joining(","));
        return Stream.of(
                "{\"success\":true,\"instances\":null}",
                "{\"success\":true,\"instances\":[]}",
                "{\"success\":true,\"instances\":null,\"total_instances\":null,\"next_token\":null}",
                "{\"success\":true,\"instances\":null,\"total_instances\":1}",
                "{\"success\":true,\"instances\":[" + fullPage + "]}");
    }

    @Test
    void isIncompleteWhereTheLastPageDoesNotSayHowManyThereAre() {
        vast.answer(page("\"t1\"", 2, "{\"id\":1}"))
                .answer("{\"success\":true,\"next_token\":null,\"instances\":[{\"id\":2}]}");

        assertThat(vast.client().instances().list().complete()).isFalse();
    }

    @Test
    void keepsWordsOfTomorrowAndFieldsItDoesNotKnow() {
        vast.answer(
                "{\"instances\":{\"id\":7,\"actual_status\":\"dreaming\",\"cur_state\":null,\"quantum\":\"yes\",\"rented\":true,"
                        + "\"extra_env\":[[\"TZ\",\"UTC\"],[\"N\", 1.50]],\"ports\":{\"22/tcp\": []},"
                        + "\"start_date\":1668804745.1223178,\"gpu_util\":-1,\"jupyter_token\":\"s3cret-jupyter\"}}");

        VastInstance instance =
                vast.client().instances().show(MachineId.of("7")).orElseThrow();

        assertThat(instance.actualStatus()).isEqualTo("dreaming");
        assertThat(instance.currentState()).isNull();
        assertThat(instance.field("quantum")).contains("yes");
        assertThat(instance.field("gpu_util")).contains("-1");
        assertThat(instance.field("rented")).contains("true");
        assertThat(instance.field("extra_env")).contains("[[\"TZ\",\"UTC\"],[\"N\",1.50]]");
        assertThat(instance.field("ports")).contains("{\"22/tcp\":[]}");
        assertThat(instance.field("cur_state")).isEmpty();
        assertThat(instance.field("missing")).isEmpty();
        assertThat(instance.fields()).contains("quantum", "jupyter_token");
        assertThat(instance.startedAt()).isEqualTo(Instant.parse("2022-11-18T20:52:25.122317800Z"));
        assertThat(instance.gpuUtilizationPercent()).isNull();
        assertThat(instance.toString()).doesNotContain("s3cret");
        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/instances/7/");
    }

    @Test
    void decodesARowOfNothingButNulls() {
        vast.answer("{\"instances\":{\"id\":7,\"actual_status\":null,\"intended_status\":null,\"next_state\":null,"
                + "\"label\":null,\"ports\":null,\"dph_total\":null,\"is_bid\":null,\"volume_info\":null,"
                + "\"end_date\":null}}");

        VastInstance instance =
                vast.client().instances().show(MachineId.of("7")).orElseThrow();

        assertThat(instance.isBid()).isFalse();
        assertThat(instance.sshEndpoints()).isEmpty();
        assertThat(instance.volumes()).isEmpty();
        assertThat(instance.endsAt()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cur_state", "is_bid", "dph_total", "machine_id", "start_date", "ssh_port"})
    void namesTheFieldThatIsOfAnotherType(String field) {
        vast.answer("{\"instances\":{\"id\":7,\"" + field + "\":[]}}");

        VastException thrown = Thrown.by(() -> vast.client().instances().show(MachineId.of("7")));

        assertThat(thrown.kind()).isEqualTo(Kind.INVALID_ANSWER);
        assertThat(thrown).hasMessageContaining(field);
    }

    @Test
    void knowsThatNullIsNoMachineAndAMissingFieldNoAnswer() {
        vast.answer("{\"instances\":null}")
                .answer(404, "{\"success\":false,\"error\":\"no_such_instance\"}")
                .answer("{\"success\":true}")
                .answer(404, "{\"success\":false,\"error\":\"auth_error\",\"msg\":\"Invalid user key\"}")
                .answer(404, "<html>not here</html>");
        VastInstances instances = vast.client().instances();
        MachineId id = MachineId.of("7");

        assertThat(instances.show(id)).isEmpty();
        assertThat(TestVast.line(vast.taken())).isEqualTo("GET /api/v0/instances/7/");
        assertThat(instances.show(id)).isEmpty();
        assertThat(Thrown.by(() -> instances.show(id)).kind()).isEqualTo(Kind.INVALID_ANSWER);
        assertThat(Thrown.by(() -> instances.show(id)).kind()).isEqualTo(Kind.UNAUTHENTICATED);
        assertThat(Thrown.by(() -> instances.show(id)).kind()).isEqualTo(Kind.INVALID_ANSWER);
    }

    @Test
    void asksVastNothingAboutAnIdThatCannotBeOneOfIts() {
        assertThat(Thrown.anyBy(() -> vast.client().instances().show(MachineId.of("gpu-1")))
                        .kind())
                .isEqualTo(Kind.NOT_FOUND);
        assertThat(vast.requests()).isZero();
    }

    static String page(String next, int total, String... rows) {
        return "{\"success\":true,\"instances_found\":" + rows.length + ",\"total_instances\":" + total
                + ",\"label_counts\":{},\"next_token\":" + next + ",\"instances\":[" + String.join(",", rows) + "]}";
    }
}
