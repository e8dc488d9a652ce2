package io.heddle.cluster.internal.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Runs scripts of one structure that must not run twice, though their call may be made twice.
///
/// Each call has a number, and writes its answer beside the structure in the same step as it does its work; a call
/// that comes again finds the answer there. A place for such an answer is used again by the next call, so there are as
/// many as there are calls at a time. A place whose call was repeated is given up, and the server forgets it: a copy of
/// that call may still be on its way. A call that has done nothing writes nothing down; if copies of it may be on their
/// way, its place is sealed before the caller hears of it, so that none of them does something later.
final class Once {

    /// What a script begins with: it ends by `return done(answer)` when it has done something, else by `return {}`.
    private static final String PROLOGUE =
            """
            if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then
              local answer = redis.call('HGET', KEYS[1], 'answer')
              return answer and {answer} or {}
            end
            local function done(answer)
              redis.call('HSET', KEYS[1], 'id', ARGV[1], 'answer', answer)
              redis.call('PEXPIRE', KEYS[1], ARGV[2])
              return {answer}
            end
            """;

    /// After this a copy of the call does nothing; gives the answer of one that has done something before.
    private static final String SEAL =
            """
            if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then
              local answer = redis.call('HGET', KEYS[1], 'answer')
              return answer and {answer} or {}
            end
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[1], 'id', ARGV[1])
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return {}
            """;

    /// How many values stand before those of the script.
    static final int OWN_VALUES = 2;

    private final Calls calls;
    private final String prefix;
    private final long keptMillis;
    private final String process = UUID.randomUUID().toString();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong places = new AtomicLong();
    private final ConcurrentLinkedDeque<Long> free = new ConcurrentLinkedDeque<>();

    /// Prepares for a structure.
    ///
    /// @param prefix what the keys of the structure begin with
    /// @param keptMillis longer than any call may last
    Once(Calls calls, String prefix, long keptMillis) {
        this.calls = calls;
        this.prefix = prefix;
        this.keptMillis = keptMillis;
    }

    /// Writes a script that can be called through here.
    ///
    /// @param body its keys begin with `KEYS[2]`, its values with `ARGV[3]`
    static String script(String body) {
        return PROLOGUE + body;
    }

    /// Begins a call.
    Calls.Call start(String script, List<String> keys, Object... values) {
        Long reused = free.pollFirst();
        long place = reused == null ? places.incrementAndGet() : reused;
        List<String> allKeys = new ArrayList<>(keys.size() + 1);
        allKeys.add(prefix + ":once:" + process + ":" + place);
        allKeys.addAll(keys);
        Object[] allValues = new Object[values.length + OWN_VALUES];
        allValues[0] = requests.incrementAndGet();
        allValues[1] = keptMillis;
        System.arraycopy(values, 0, allValues, OWN_VALUES, values.length);
        Sealing seal = new Sealing(List.of(allKeys.getFirst()), allValues[0]);
        Calls.Call call = calls.start(seal, script, allKeys, allValues);
        var _ =
                call.answer()
                        .whenComplete((_, failure) -> {
                            if (failure == null && !call.mayHaveCopies()) {
                                free.addFirst(place);
                            }
                        });
        return call;
    }

    /// What ends the copies of one call.
    private final class Sealing implements Calls.Seal {

        private final List<String> place;
        private final Object request;

        Sealing(List<String> place, Object request) {
            this.place = place;
            this.request = request;
        }

        @Override
        public CompletionStage<Answer> of(Answer first) {
            return calls.start(SEAL, place, request, keptMillis)
                    .answer()
                    .thenApply(done -> done.isEmpty() ? first : done);
        }

        @Override
        public long keptNanos() {
            return TimeUnit.MILLISECONDS.toNanos(keptMillis);
        }
    }

    /// Calls. An interrupt is kept for later.
    Answer ask(String script, List<String> keys, Object... values) {
        return start(script, keys, values).await();
    }

    /// Calls. An interrupt is kept for later.
    ///
    /// @param undo what to do with an answer that comes after the wait has ended without it
    Answer askOrUndo(Consumer<Answer> undo, String script, List<String> keys, Object... values) {
        try {
            return start(script, keys, values).await(false, undo);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted although nobody cares", e);
        }
    }

    /// Calls.
    ///
    /// @param undo what to do with an answer that comes after the wait has ended without it
    Answer ask(
            Limit limit, Consumer<Answer> undo, String script, List<String> keys, Object... values)
            throws InterruptedException {
        return start(script, keys, values).await(limit.isInterruptible(), undo);
    }
}
