package io.heddle.supervision;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Children that do what a test tells them, and a diary of what happens to them.
final class Troupe {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    /// What happens, in order: `+a` is up, `-a` was asked to stop and obeys, `!a` was killed.
    final List<String> diary = new CopyOnWriteArrayList<>();

    private final Map<String, Actor> actors = new ConcurrentHashMap<>();

    /// What the next starters of a child do before the child is up.
    final Map<String, Callable<?>> entrances = new ConcurrentHashMap<>();

    /// One life of a child.
    final class Actor implements Supervised {
        private final String name;
        private final CountDownLatch end = new CountDownLatch(1);
        private volatile @Nullable Throwable why;
        volatile boolean stubborn;
        volatile boolean immortal;

        Actor(String name) {
            this.name = name;
        }

        void die(Throwable cause) {
            why = cause;
            end.countDown();
        }

        void leave() {
            end.countDown();
        }

        @Override
        public void awaitEnd() throws InterruptedException {
            end.await();
        }

        @Override
        public Optional<Throwable> failure() {
            return Optional.ofNullable(why);
        }

        @Override
        public void stop(Duration within) {
            if (!stubborn) {
                diary.add("-" + name);
                end.countDown();
            }
        }

        @Override
        public boolean kill() {
            diary.add("!" + name);
            if (!immortal) {
                end.countDown();
            }
            return !immortal;
        }
    }

    /// Describes a child whose restarts come at once.
    ChildSpec child(String name) {
        return ChildSpec.of(name, () -> enter(name))
                .backoff(Duration.ofNanos(1), Duration.ofNanos(1), Duration.ofDays(1));
    }

    private Actor enter(String name) throws Exception {
        Callable<?> entrance = entrances.get(name);
        if (entrance != null) {
            var _ = entrance.call();
        }
        Actor actor = new Actor(name);
        actors.put(name, actor);
        diary.add("+" + name);
        return actor;
    }

    Actor actor(String name) {
        return java.util.Objects.requireNonNull(actors.get(name), name);
    }

    /// Waits until a child is in a life after a given one.
    Actor next(String name, Actor last) {
        return await(name + " comes again")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> actor(name), actor -> actor != last);
    }

    /// Waits until all that is to happen has happened.
    void awaitDiary(String... all) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() ->
                        org.assertj.core.api.Assertions.assertThat(diary).containsExactly(all));
    }

    static void awaitSo(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(condition);
    }

    static boolean quietly(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits however often it is interrupted: the worst of code.
    static void stubbornly(CountDownLatch latch) {
        boolean over = false;
        while (!over) {
            try {
                over = latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                over = false;
            }
        }
    }
}
