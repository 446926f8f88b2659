package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VastContractWatchTest {

    private static final Duration AHEAD = Duration.ofDays(2);
    private static final Instant END = TestVast.NOW.plus(Duration.ofDays(10));

    private final List<String> told = new ArrayList<>();
    private boolean broken;
    private TestVast vast;
    private VastProvider provider;
    private VastContractWatch watch;

    @BeforeEach
    void start() {
        vast = new TestVast();
        provider = VastProvider.create(vast.options().build());
        watch = watch(AHEAD);
    }

    @AfterEach
    void stop() {
        provider.close();
        vast.close();
    }

    @ParameterizedTest
    @CsvSource({
        "PT48H0.000000001S, ''",
        "PT48H, ends",
        "PT47H, ends",
        "PT0.000000001S, ends",
        "PT0S, ended",
        "PT-1H, ended"
    })
    void tellsTwoDaysAheadAndAtTheEndAndNotBefore(Duration left, String expected) {
        lookAt(END.minus(left), row(END));

        assertThat(String.join(" ", told)).isEqualTo(expected);
    }

    @Test
    void tellsEachOnce() {
        lookAt(END.minus(AHEAD), row(END));
        lookAt(END.minusSeconds(60), row(END));
        lookAt(END, row(END));
        lookAt(END.plus(AHEAD), row(END));

        assertThat(told).containsExactly("ends", "ended");
    }

    @Test
    void tellsAgainOfAnEndThatItsHostHasMoved() {
        Instant later = END.plus(Duration.ofDays(30));
        lookAt(END.minusSeconds(60), row(END));
        lookAt(END, row(later));
        assertThat(told).containsExactly("ends");

        lookAt(later.minus(AHEAD), row(later));

        assertThat(told).containsExactly("ends", "ends");
    }

    @Test
    void isSilentWhereVastDoesNotSayAndWhereTheMachineIsGone() {
        lookAt(END, "{\"id\":7,\"cur_state\":\"stopped\",\"end_date\":null}");
        lookAt(END.plusSeconds(10), "{\"id\":7,\"cur_state\":\"unloaded\",\"end_date\":" + END.getEpochSecond() + "}");

        assertThat(told).isEmpty();
    }

    @Test
    void tellsOnceOfAMachineThatAnIncompleteListLeavesOut() {
        lookAt(END, row(END));
        vast.time.advance(Duration.ofMinutes(1));
        vast.answer(VastListTest.page("null", 1));
        watch.look();
        lookAt(END.plusSeconds(120), row(END));

        assertThat(told).containsExactly("ended");
    }

    @Test
    void tellsAgainWhatItsListenerCouldNotTake() {
        broken = true;
        assertThatThrownBy(() -> lookAt(END, row(END))).isInstanceOf(IllegalStateException.class);
        broken = false;

        lookAt(END.plusSeconds(10), row(END));

        assertThat(told).containsExactly("ended");
    }

    @Test
    void looksAgainAndAgainUntilItIsClosed() {
        vast.answer(VastListTest.page("null", 1, row(TestVast.NOW.plus(AHEAD).plusSeconds(90))));
        vast.answer(401, "{\"success\":false,\"error\":\"auth_error\",\"msg\":\"Invalid user key\"}");
        vast.answer(VastListTest.page("null", 1, row(TestVast.NOW.plus(AHEAD).plusSeconds(90))));
        watch.start(Duration.ofMinutes(1));

        vast.time.advance(Duration.ofMinutes(2).minusNanos(1));
        assertThat(told).isEmpty();
        vast.time.advance(Duration.ofNanos(1));
        assertThat(told).containsExactly("ends");
        watch.close();
        vast.time.advance(Duration.ofHours(1));

        assertThat(vast.requests()).isEqualTo(3);
    }

    @Test
    void wantsNoTimeBelowNoneAndNoLookMoreOftenThanEachSecond() {
        assertThatIllegalArgumentException().isThrownBy(() -> watch(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> watch.start(Duration.ofMillis(999)));
        assertThat(watch(Duration.ZERO)).isNotNull();
    }

    private VastContractWatch watch(Duration ahead) {
        return provider.watchContracts(
                new VastContractWatch.Listener() {
                    @Override
                    public void ends(MachineId id, Instant end) {
                        note("ends", id);
                    }

                    @Override
                    public void ended(MachineId id, Instant end) {
                        note("ended", id);
                    }
                },
                ahead);
    }

    private void note(String what, MachineId id) {
        if (broken) {
            throw new IllegalStateException("nobody is there");
        }
        assertThat(id).isEqualTo(MachineId.of("7"));
        told.add(what);
    }

    private void lookAt(Instant moment, String row) {
        vast.time.advance(Duration.between(vast.time.wall(), moment));
        vast.answer(VastListTest.page("null", 1, row));
        watch.look();
    }

    private static String row(Instant end) {
        return "{\"id\":7,\"cur_state\":\"stopped\",\"actual_status\":\"exited\",\"end_date\":" + end.getEpochSecond()
                + "}";
    }
}
