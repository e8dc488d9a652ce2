package io.heddle.stress;

import io.heddle.TaskTimeoutException;
import io.heddle.WorkerDiedException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Says what the outcome of an errand is worth. It knows nothing of kills; see [Licences].
final class Judge {

    private static final Judgement AS_ASKED = new Judgement.AsAsked();

    private Judge() {}

    /// Judges an outcome.
    ///
    /// @param errand what was asked
    /// @param cancelAsked whether its cancellation was asked for before the outcome
    /// @param value the result, if there is one
    /// @param failure the failure, or `null` if there is a result
    static Judgement judge(
            Errand errand,
            boolean cancelAsked,
            @Nullable Object value,
            @Nullable Throwable failure) {
        return failure == null
                ? judgeValue(errand, value)
                : judgeFailure(errand, cancelAsked, causeOf(failure));
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wraps =
                failure instanceof CompletionException || failure instanceof ExecutionException;
        return wraps && cause != null ? causeOf(cause) : failure;
    }

    private static Judgement judgeFailure(Errand errand, boolean cancelAsked, Throwable failure) {
        if (failure instanceof WorkerDiedException died) {
            return new Judgement.Died(died.death());
        }
        boolean asAsked =
                switch (errand.kind()) {
                    case THROW ->
                            failure instanceof Complaint complaint
                                    && complaint.number() == errand.number();
                    case OVERTIME ->
                            failure instanceof TaskTimeoutException late
                                    && late.which() == TaskTimeoutException.Limit.RUN;
                    case CANCEL_WAITING, CANCEL_SPINNING, CANCEL_SOFTLY ->
                            cancelAsked && failure instanceof CancellationException;
                    default -> false;
                };
        return asAsked ? AS_ASKED : new Judgement.Wrong("failed: " + failure);
    }

    private static Judgement judgeValue(Errand errand, @Nullable Object value) {
        boolean right =
                switch (errand.kind()) {
                    case TINY, CPU, CANCEL_SOFTLY, CALLBACK, PRINT, SPAWN ->
                            isReceipt(errand, value, 0);
                    case LARGE_ARGUMENT -> isReceipt(errand, value, 0);
                    case LARGE_RESULT, LARGE_BOTH -> isReceipt(errand, value, errand.size());
                    case MAP -> valuesOf(errand).equals(value);
                    case STREAM -> value instanceof List<?> list && isBeginning(errand, list);
                    case STREAM_UNORDERED -> value instanceof List<?> list && isPart(errand, list);
                    case THROW, OVERTIME, CANCEL_WAITING, CANCEL_SPINNING, RESIZE, LULL -> false;
                };
        return right ? AS_ASKED : new Judgement.Wrong("wrong result: " + abbreviated(value));
    }

    private static boolean isReceipt(Errand errand, @Nullable Object value, int ballast) {
        return value instanceof Receipt receipt
                && receipt.number() == errand.number()
                && receipt.value() == Arithmetic.jump(errand.salt(), steps(errand))
                && (ballast == 0
                        ? receipt.ballast().length == 0
                        : Arithmetic.isMadeOf(errand.salt(), ballast, receipt.ballast()));
    }

    /// How many steps lead to the value of a receipt: as many as the argument is long, where there is one.
    private static int steps(Errand errand) {
        return switch (errand.kind()) {
            case LARGE_RESULT -> 0;
            default -> errand.size();
        };
    }

    /// How many results the reader of a stream takes before it closes it.
    static int taken(Errand errand) {
        return errand.flag() ? errand.size() : errand.size() / 2;
    }

    private static List<Long> valuesOf(Errand errand) {
        return LongStream.range(errand.number(), errand.number() + errand.size())
                .map(number -> Deeds.itemValue(number, errand.salt()))
                .boxed()
                .toList();
    }

    private static boolean isBeginning(Errand errand, List<?> list) {
        return valuesOf(errand).subList(0, taken(errand)).equals(list);
    }

    private static boolean isPart(Errand errand, List<?> list) {
        Object[] expected = valuesOf(errand).toArray();
        Arrays.sort(expected);
        return list.size() == taken(errand)
                && list.stream().distinct().count() == list.size()
                && list.stream().allMatch(each -> Arrays.binarySearch(expected, each) >= 0);
    }

    private static String abbreviated(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= 300 ? text : text.substring(0, 300) + " …";
    }
}
