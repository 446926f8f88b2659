package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VastTogetherTest {

    private static final long PATIENCE_SECONDS = 5;
    private static final int UNLISTED = 4711;

    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch firstIsUnderWay = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final VirtualTime time = VirtualTime.startingAt(TestVast.NOW);
    private volatile @Nullable Kind failure;
    private final VastTogether<String> together = new VastTogether<>(time, this::one, this::many);

    @Test
    void whoComesAloneGoesAloneAndAtOnce() {
        firstMayEnd.countDown();

        assertThat(together.call(id(1))).isEqualTo("did 1");
        assertThat(together.call(id(2))).isEqualTo("did 2");

        assertThat(sent).containsExactly("1", "2");
    }

    @Test
    void thoseWhoComeWhileOneIsUnderWayShareTheNext() throws Exception {
        List<FutureTask<String>> calls = underWay(4);

        for (int i = 0; i < calls.size(); i++) {
            assertThat(result(calls.get(i))).isEqualTo("did " + (i + 1));
        }
        assertThat(sent).containsExactly("1", "2,3,4");
    }

    @ParameterizedTest
    @CsvSource({"64, 2", "65, 2", "66, 3"})
    void noRequestIsForMoreThanVastTakes(int callers, int requests) throws Exception {
        for (FutureTask<String> call : underWay(callers)) {
            result(call);
        }

        assertThat(sent).hasSize(requests);
    }

    /** The one among them whose fault it was learns so, and nobody else. */
    @ParameterizedTest
    @EnumSource(names = {"NOT_FOUND", "INVALID_REQUEST", "CONFLICT"})
    void eachGoesAloneWhereTheyAreRefusedTogether(Kind kind) throws Exception {
        failure = kind;

        List<FutureTask<String>> calls = underWay(3);

        assertThat(result(calls.get(1))).isEqualTo("did 2");
        assertThat(result(calls.get(2))).isEqualTo("did 3");
        assertThat(sent).containsExactlyInAnyOrder("1", "2,3", "2", "3");
    }

    /** A second request could change twice what the first has changed, or would fail as well. */
    @ParameterizedTest
    @EnumSource(
            names = {"NETWORK", "SERVER", "TIMEOUT", "INVALID_ANSWER", "RATE_LIMITED", "UNAUTHENTICATED", "FORBIDDEN"})
    void allShareAFailureThatIsNotOfOneOfThem(Kind kind) throws Exception {
        failure = kind;

        List<FutureTask<String>> calls = underWay(3);

        for (FutureTask<String> call : calls.subList(1, 3)) {
            assertThatThrownBy(() -> result(call))
                    .isInstanceOfSatisfying(
                            DumontException.class,
                            told -> assertThat(told.kind()).isEqualTo(kind));
        }
        assertThat(sent).containsExactly("1", "2,3");
    }

    @Test
    void whoIsMissingFromTheAnswerGoesAlone() throws Exception {
        call(1);
        firstIsUnderWay.await();
        FutureTask<String> listed = call(2);
        awaitWaiting(1);
        FutureTask<String> unlisted = call(UNLISTED);
        awaitWaiting(2);
        FutureTask<String> other = call(3);
        awaitWaiting(3);
        firstMayEnd.countDown();

        assertThat(result(unlisted)).isEqualTo("did 4711");
        assertThat(result(other)).isEqualTo("did 3");
        assertThat(result(listed)).isEqualTo("did 2");
        assertThat(sent).containsExactly("1", "2,4711,3", "4711");
    }

    @Test
    void whoIsInterruptedGivesUpAndTheOthersDoNot() throws Exception {
        FutureTask<String> first = call(1);
        firstIsUnderWay.await();
        FutureTask<String> stopped = new FutureTask<>(() -> together.call(id(2)));
        Thread thread = new Thread(stopped);
        thread.start();
        awaitWaiting(1);
        FutureTask<String> third = call(3);
        awaitWaiting(2);

        thread.interrupt();

        assertThatThrownBy(() -> result(stopped))
                .isInstanceOfSatisfying(
                        DumontException.class, told -> assertThat(told.kind()).isEqualTo(Kind.INTERRUPTED));
        firstMayEnd.countDown();
        assertThat(result(first)).isEqualTo("did 1");
        assertThat(result(third)).isEqualTo("did 3");
        assertThat(sent).containsExactly("1", "3");
    }

    /** It went out on a thread that was interrupted: it goes out again on theirs, since nothing they ask for happens twice. */
    @Test
    void whoWasSentForByAnInterruptedThreadIsSentForAgain() throws Exception {
        failure = Kind.INTERRUPTED;

        List<FutureTask<String>> calls = underWay(3);

        List<String> outcomes = new ArrayList<>();
        for (FutureTask<String> call : calls.subList(1, 3)) {
            try {
                outcomes.add(result(call));
            } catch (DumontException told) {
                outcomes.add(told.kind().toString());
            }
        }
        assertThat(outcomes).filteredOn("INTERRUPTED"::equals).hasSize(1);
        assertThat(outcomes).filteredOn(outcome -> outcome.startsWith("did")).hasSize(1);
    }

    @Test
    void nobodyWaitsForOneThatTakesLong() throws Exception {
        FutureTask<String> first = call(1);
        firstIsUnderWay.await();
        FutureTask<String> second = call(2);
        awaitWaiting(1);
        FutureTask<String> third = call(3);
        awaitWaiting(2);
        awaitAlarms(2);

        time.advance(Duration.ofSeconds(3).minusNanos(1));
        assertThat(sent).containsExactly("1");
        time.advance(Duration.ofNanos(1));

        assertThat(result(second)).isEqualTo("did 2");
        assertThat(result(third)).isEqualTo("did 3");
        assertThat(sent).containsExactly("1", "2,3");
        assertThat(first).isNotDone();
        firstMayEnd.countDown();
        assertThat(result(first)).isEqualTo("did 1");
        assertThat(time.pending()).isZero();
    }

    @Test
    void theSameMachineIsAskedForOnce() throws Exception {
        FutureTask<String> first = call(1);
        firstIsUnderWay.await();
        FutureTask<String> second = call(2);
        awaitWaiting(1);
        FutureTask<String> again = call(2);
        awaitWaiting(2);
        firstMayEnd.countDown();

        assertThat(List.of(result(first), result(second), result(again))).containsExactly("did 1", "did 2", "did 2");
        assertThat(sent).containsExactly("1", "2");
    }

    private String one(MachineId id) {
        sent.add(id.value());
        if (id.equals(id(1))) {
            firstIsUnderWay.countDown();
            try {
                assertThat(firstMayEnd.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }
        return "did " + id;
    }

    private Map<MachineId, String> many(List<MachineId> ids) {
        sent.add(String.join(",", ids.stream().map(MachineId::value).toList()));
        Kind kind = failure;
        failure = kind == Kind.INTERRUPTED ? null : kind;
        if (kind != null) {
            throw new DumontException(kind, "as told");
        }
        Map<MachineId, String> answers = new HashMap<>();
        ids.stream().filter(id -> !id.equals(id(UNLISTED))).forEach(id -> answers.put(id, "did " + id));
        return answers;
    }

    /** Has one call go out, and the others wait for it in their order, before it ends. */
    private List<FutureTask<String>> underWay(int callers) throws InterruptedException {
        List<FutureTask<String>> calls = new ArrayList<>(List.of(call(1)));
        firstIsUnderWay.await();
        for (int number : IntStream.rangeClosed(2, callers).toArray()) {
            calls.add(call(number));
            awaitWaiting(number - 1);
        }
        firstMayEnd.countDown();
        return calls;
    }

    private FutureTask<String> call(int number) {
        Callable<String> call = () -> together.call(id(number));
        FutureTask<String> task = new FutureTask<>(call);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private void awaitWaiting(int callers) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (together.waiting() != callers) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void awaitAlarms(int callers) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (time.pending() != callers) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static String result(FutureTask<String> call) throws Exception {
        try {
            return call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof DumontException told) {
                throw told;
            }
            throw failed;
        }
    }

    private static MachineId id(int number) {
        return MachineId.of(String.valueOf(number));
    }
}
