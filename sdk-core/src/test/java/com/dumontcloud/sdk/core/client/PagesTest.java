package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentInstance;
import com.dumontcloud.sdk.core.model.MachineId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesTest {

    private TestPlane plane;

    @BeforeEach
    void start() {
        plane = new TestPlane();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void readsAFleetPageByPage() throws Exception {
        page(1, 2, 5, 10, 11);
        page(2, 2, 5, 12, 13);
        page(3, 2, 5, 14);

        assertThat(ids(plane.agents().instances(2))).containsExactly("10", "11", "12", "13", "14");

        assertThat(plane.taken().getTarget()).isEqualTo("/api/v1/agent/instances?page=1&per_page=2");
        assertThat(plane.taken().getTarget()).isEqualTo("/api/v1/agent/instances?page=2&per_page=2");
        assertThat(plane.taken().getTarget()).isEqualTo("/api/v1/agent/instances?page=3&per_page=2");
        assertThat(plane.requests()).isEqualTo(3);
    }

    @Test
    void asksForNoPageAfterAFullLastOne() {
        page(1, 2, 4, 10, 11);
        page(2, 2, 4, 12, 13);

        assertThat(ids(plane.agents().instances(2))).hasSize(4);

        assertThat(plane.requests()).isEqualTo(2);
    }

    @Test
    void fetchesNothingBeforeItIsReadAndNoMoreThanIsRead() {
        page(1, 2, 4, 10, 11);
        PagedIterable<AgentInstance> fleet = plane.agents().instances(2);
        assertThat(plane.requests()).isZero();

        assertThat(fleet.stream().limit(2).map(AgentInstance::id)).hasSize(2);

        assertThat(plane.requests()).isOne();
    }

    @Test
    void startsAnewWithEveryIteration() {
        page(1, 100, 1, 10);
        page(1, 100, 1, 11);
        PagedIterable<AgentInstance> fleet = plane.agents().instances();

        assertThat(ids(fleet)).containsExactly("10");
        assertThat(ids(fleet)).containsExactly("11");
    }

    @Test
    void takesAReplyWithoutAPositionForTheWhole() {
        plane.answer(200, "{\"instances\":[{\"instance_id\":1},{\"instance_id\":2}]}");

        assertThat(ids(plane.agents().instances(1))).containsExactly("1", "2");

        assertThat(plane.requests()).isOne();
    }

    @Test
    void endsAtAnEmptyPageOfAFleetThatShrankMeanwhile() {
        page(1, 2, 4, 10, 11);
        page(2, 2, 4);

        assertThat(ids(plane.agents().instances(2))).containsExactly("10", "11");
    }

    @Test
    void endsAtOnceWhereThereIsNoMachine() {
        page(1, 100, 0);
        Iterator<AgentInstance> fleet = plane.agents().instances().iterator();

        assertThat(fleet.hasNext()).isFalse();
        assertThatThrownBy(fleet::next).isInstanceOf(NoSuchElementException.class);
        assertThat(plane.requests()).isOne();
    }

    @Test
    void refusesAPageThatWasNotAskedFor() {
        page(1, 1, 3, 10);
        page(1, 1, 3, 10);

        assertThatThrownBy(() -> ids(plane.agents().instances(1)))
                .hasMessageContaining("page 2 of the fleet was asked for and page 1 came back")
                .isInstanceOf(DumontException.class)
                .extracting(thrown -> ((DumontException) thrown).kind())
                .isEqualTo(Kind.INVALID_ANSWER);
    }

    @Test
    void goesOnWithTheSamePageAfterOneThatFailed() {
        page(1, 1, 2, 10);
        plane.answer(404, "{}");
        page(2, 1, 2, 11);
        Iterator<AgentInstance> fleet = plane.agents().instances(1).iterator();
        fleet.next();

        assertThatThrownBy(fleet::next).isInstanceOf(DumontException.class);

        assertThat(fleet.next().id()).isEqualTo(MachineId.of("11"));
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,0", "1,501", "-1,50"})
    void refusesPagesThatCannotBe(int page, int perPage) {
        assertThatThrownBy(() -> plane.agents().instancesPage(page, perPage))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(plane.requests()).isZero();
    }

    private void page(int page, int perPage, int total, int... ids) {
        List<String> rows = new ArrayList<>();
        for (int id : ids) {
            rows.add("{\"instance_id\":" + id + "}");
        }
        plane.answer(
                200,
                "{\"instances\":[" + String.join(",", rows) + "],\"count\":" + ids.length + ",\"page\":" + page
                        + ",\"per_page\":" + perPage + ",\"total\":" + total + "}");
    }

    private static List<String> ids(PagedIterable<AgentInstance> fleet) {
        List<String> ids = new ArrayList<>();
        for (AgentInstance instance : fleet) {
            ids.add(instance.id().value());
        }
        return ids;
    }
}
