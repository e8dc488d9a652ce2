package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.PoolUnavailableException;
import io.heddle.TaskTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static Errand errand(ErrandKind kind, int size, boolean flag) {
        return new Errand(100, kind, size, 7, 0, flag, true);
    }

    private static boolean isRight(Errand errand, Object value) {
        return Judge.judge(errand, false, value, null) instanceof Judgement.AsAsked;
    }

    private static boolean isRightFailure(Errand errand, boolean cancelAsked, Throwable failure) {
        return Judge.judge(errand, cancelAsked, null, failure) instanceof Judgement.AsAsked;
    }

    private static Receipt receipt(long number, long value, byte[] ballast) {
        return new Receipt(number, 1, value, ballast);
    }

    @Test
    void receiptMustBeItsOwnAndRight() {
        Errand cpu = errand(ErrandKind.CPU, 50, false);
        long value = Arithmetic.jump(7, 50);

        assertThat(isRight(cpu, receipt(100, value, Receipt.NO_BALLAST))).isTrue();
        assertThat(isRight(cpu, receipt(101, value, Receipt.NO_BALLAST))).isFalse();
        assertThat(isRight(cpu, receipt(100, value + 1, Receipt.NO_BALLAST))).isFalse();
        assertThat(isRight(cpu, null)).isFalse();
    }

    @Test
    void everyByteOfALargeResultIsLookedAt() {
        Errand large = errand(ErrandKind.LARGE_RESULT, 10_000, false);
        byte[] ballast = Arithmetic.bytes(7, 10_000);

        assertThat(isRight(large, receipt(100, 7, ballast))).isTrue();
        ballast[5_000]++;
        assertThat(isRight(large, receipt(100, 7, ballast))).isFalse();
    }

    @Test
    void mapMustBeWholeAndInOrder() {
        Errand map = errand(ErrandKind.MAP, 30, false);
        List<Long> values =
                new ArrayList<>(
                        LongStream.range(100, 130)
                                .map(number -> Deeds.itemValue(number, 7))
                                .boxed()
                                .toList());

        assertThat(isRight(map, values)).isTrue();
        assertThat(isRight(map, values.subList(0, 29))).isFalse();
        Collections.swap(values, 3, 4);
        assertThat(isRight(map, values)).isFalse();
        assertThat(isRight(errand(ErrandKind.STREAM_UNORDERED, 30, true), values)).isTrue();
        values.set(3, values.get(5));
        assertThat(isRight(errand(ErrandKind.STREAM_UNORDERED, 30, true), values)).isFalse();
    }

    @Test
    void onlyTheFailureThatWasAskedForIsRight() {
        Errand complaint = errand(ErrandKind.THROW, 1, false);

        assertThat(isRightFailure(complaint, false, new Complaint(100))).isTrue();
        assertThat(isRightFailure(complaint, false, new ExecutionException(new Complaint(100))))
                .isTrue();
        assertThat(isRightFailure(complaint, false, new Complaint(101))).isFalse();
        assertThat(isRight(complaint, receipt(100, 7, Receipt.NO_BALLAST))).isFalse();
        assertThat(
                        isRightFailure(
                                errand(ErrandKind.TINY, 1, false),
                                false,
                                new PoolUnavailableException("none", new Complaint(1))))
                .isFalse();
    }

    @Test
    void cancellationIsRightOnlyIfItWasAskedFor() {
        Errand cancelled = errand(ErrandKind.CANCEL_WAITING, 1, false);

        assertThat(isRightFailure(cancelled, true, new CancellationException())).isTrue();
        assertThat(isRightFailure(cancelled, false, new CancellationException())).isFalse();
        assertThat(
                        isRightFailure(
                                errand(ErrandKind.TINY, 1, false),
                                true,
                                new CancellationException()))
                .isFalse();
    }

    @Test
    void onlyTheLimitOfTheRunIsRight() {
        Errand late = errand(ErrandKind.OVERTIME, 50, false);
        Duration time = Duration.ofMillis(50);

        assertThat(
                        isRightFailure(
                                late,
                                false,
                                new CompletionException(
                                        new TaskTimeoutException(
                                                "late",
                                                TaskTimeoutException.Limit.RUN,
                                                time,
                                                time))))
                .isTrue();
        assertThat(
                        isRightFailure(
                                late,
                                false,
                                new TaskTimeoutException(
                                        "late", TaskTimeoutException.Limit.WAIT, time, time)))
                .isFalse();
    }
}
