package io.heddle.supervision;

import static io.heddle.supervision.Troupe.awaitSo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heddle.HeddleException;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.spi.Deadline;
import io.heddle.supervision.SupervisorSnapshot.ChildState;
import io.heddle.supervision.SupervisorSnapshot.Phase;
import io.heddle.supervision.Troupe.Actor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who is started, stopped and restarted when, shown by children that do what they are told.
class SupervisorTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final Troupe troupe = new Troupe();

    @AfterEach
    void nothingIsLeft() {
        awaitSo(
                "no thread is left",
                () ->
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().startsWith("heddle-sup")));
    }

    private SupervisorBuilder withThree(SupervisorBuilder builder) {
        return builder.name("sup")
                .intensity(10, LONG)
                .child(troupe.child("a"))
                .child(troupe.child("b"))
                .child(troupe.child("c"));
    }

    private static ChildState stateOf(Supervisor supervisor, String child) {
        return supervisor.snapshot().child(child).orElseThrow().state();
    }

    private static void awaitAllUp(Supervisor supervisor) {
        awaitSo(
                "all are up",
                () ->
                        supervisor.snapshot().children().stream()
                                .allMatch(child -> child.state() == ChildState.RUNNING));
    }

    // ---- order
    // -----------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(RestartStrategy.class)
    void childrenAreStartedInOrderAndStoppedInReverse(RestartStrategy strategy) throws Exception {
        try (Supervisor supervisor = withThree(new SupervisorBuilder(strategy)).start()) {
            assertThat(troupe.diary).containsExactly("+a", "+b", "+c");
            assertThat(supervisor.snapshot().phase()).isEqualTo(Phase.RUNNING);
        }

        assertThat(troupe.diary).containsExactly("+a", "+b", "+c", "-c", "-b", "-a");
    }

    @Test
    void childIsStartedOnlyWhenTheOneBeforeItIsUp() throws Exception {
        CountDownLatch bMayEnter = new CountDownLatch(1);
        troupe.entrances.put("b", () -> Troupe.quietly(bMayEnter));
        Thread starting = Thread.ofVirtual().unstarted(() -> startAndClose());
        starting.start();

        awaitSo("a is up", () -> troupe.diary.contains("+a"));
        assertThat(troupe.diary).containsExactly("+a");
        bMayEnter.countDown();
        starting.join();

        assertThat(troupe.diary).startsWith("+a", "+b", "+c");
    }

    private void startAndClose() {
        try {
            withThree(Supervisor.oneForOne()).start().close();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(RestartStrategy.class)
    void childThatCannotBeStartedStopsThoseBeforeItInReverse(RestartStrategy strategy) {
        Exception why = new Exception("no voice");
        troupe.entrances.put(
                "c",
                () -> {
                    throw why;
                });

        assertThatThrownBy(() -> withThree(new SupervisorBuilder(strategy)).start())
                .isInstanceOf(SupervisorFailedException.class)
                .hasMessageContaining("supervisor=sup child=c")
                .hasCause(why);
        assertThat(troupe.diary).containsExactly("+a", "+b", "-b", "-a");
    }

    @Test
    void starterThatGivesNothingIsOneThatFails() {
        SupervisorBuilder builder =
                Supervisor.oneForOne().name("sup").child(ChildSpec.of("a", () -> null));

        assertThatThrownBy(builder::start)
                .isInstanceOf(SupervisorFailedException.class)
                .hasCauseInstanceOf(NullPointerException.class);
    }

    @Test
    void interruptedStartStopsWhatWasStarted() throws Exception {
        CountDownLatch bEnters = new CountDownLatch(1);
        troupe.entrances.put(
                "b",
                () -> {
                    bEnters.countDown();
                    new CountDownLatch(1).await();
                    return null;
                });
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread starter =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                withThree(Supervisor.oneForOne()).start().close();
                            } catch (InterruptedException e) {
                                seen.set(e);
                            }
                        });
        Troupe.quietly(bEnters);
        starter.interrupt();
        starter.join();

        assertThat(seen.get()).isInstanceOf(InterruptedException.class);
        assertThat(troupe.diary).containsExactly("+a", "-a");
    }

    // ---- strategies
    // ------------------------------------------------------------------------------

    @Test
    void oneForOneRestartsTheDeadChildAlone() throws Exception {
        try (Supervisor supervisor = withThree(Supervisor.oneForOne()).start()) {
            troupe.actor("b").die(new IllegalStateException("stage fright"));
            troupe.awaitDiary("+a", "+b", "+c", "+b");

            awaitAllUp(supervisor);
            SupervisorSnapshot.Child b = supervisor.snapshot().child("b").orElseThrow();
            assertThat(b.restarts()).isEqualTo(1);
            assertThat(b.lastCause()).contains("stage fright");
            assertThat(supervisor.snapshot().restarts()).isEqualTo(1);
        }
    }

    @Test
    void oneForAllStopsAllInReverseAndStartsAllInOrder() throws Exception {
        try (Supervisor supervisor = withThree(Supervisor.oneForAll()).start()) {
            troupe.actor("b").die(new Exception("gone"));
            troupe.awaitDiary("+a", "+b", "+c", "-c", "-a", "+a", "+b", "+c");
            assertThat(supervisor.snapshot().restarts()).isEqualTo(1);
        }
    }

    @Test
    void restForOneTakesAlongThoseAfterIt() throws Exception {
        try (Supervisor supervisor = withThree(Supervisor.restForOne()).start()) {
            troupe.actor("b").die(new Exception("gone"));
            troupe.awaitDiary("+a", "+b", "+c", "-c", "+b", "+c");
            assertThat(supervisor.snapshot().restarts()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(RestartPolicy.class)
    void policySaysWhoIsRestarted(RestartPolicy policy) throws Exception {
        SupervisorBuilder builder =
                Supervisor.oneForOne()
                        .name("sup")
                        .intensity(10, LONG)
                        .child(troupe.child("well").restart(policy))
                        .child(troupe.child("ill").restart(policy));
        try (Supervisor supervisor = builder.start()) {
            Actor well = troupe.actor("well");
            Actor ill = troupe.actor("ill");
            well.leave();
            ill.die(new Exception("gone"));

            switch (policy) {
                case ALWAYS -> {
                    troupe.next("well", well);
                    troupe.next("ill", ill);
                }
                case ON_FAILURE -> {
                    troupe.next("ill", ill);
                    awaitSo("it ended", () -> stateOf(supervisor, "well") == ChildState.ENDED);
                    assertThat(troupe.actor("well")).isSameAs(well);
                }
                case NEVER -> {
                    awaitSo("it ended", () -> stateOf(supervisor, "well") == ChildState.ENDED);
                    awaitSo("it ended", () -> stateOf(supervisor, "ill") == ChildState.ENDED);
                    assertThat(supervisor.snapshot().restarts()).isZero();
                }
            }
        }
    }

    @Test
    void whoIsNeverRestartedConcernsNobodyAndIsNotTakenAlong() throws Exception {
        SupervisorBuilder builder =
                Supervisor.oneForAll()
                        .name("sup")
                        .intensity(10, LONG)
                        .child(troupe.child("a"))
                        .child(troupe.child("once").restart(RestartPolicy.NEVER))
                        .child(troupe.child("twice").restart(RestartPolicy.NEVER))
                        .child(troupe.child("job").restart(RestartPolicy.ON_FAILURE));
        try (Supervisor supervisor = builder.start()) {
            troupe.actor("once").die(new Exception("gone"));
            troupe.actor("job").leave();
            awaitSo("it ended", () -> stateOf(supervisor, "once") == ChildState.ENDED);
            awaitSo("it ended", () -> stateOf(supervisor, "job") == ChildState.ENDED);
            troupe.diary.clear();

            troupe.actor("a").die(new Exception("gone"));
            troupe.awaitDiary("-twice", "+a", "+job"); // a job that is done is done again with all
            awaitSo("it ended", () -> stateOf(supervisor, "twice") == ChildState.ENDED);
        }
    }

    // ---- failures in the middle
    // ------------------------------------------------------------------

    @Test
    void childThatDiesWhileAnotherIsRestartedIsRestartedToo() throws Exception {
        try (Supervisor supervisor = withThree(Supervisor.oneForAll()).start()) {
            CountDownLatch bMayEnter = new CountDownLatch(1);
            troupe.entrances.put("b", () -> Troupe.quietly(bMayEnter));
            Actor first = troupe.actor("a");
            troupe.actor("c").die(new Exception("first"));
            Actor second = troupe.next("a", first); // b is in its starter
            troupe.entrances.remove("b");
            second.die(new Exception("second"));
            bMayEnter.countDown();

            Actor third = troupe.next("a", second);
            awaitSo("all came twice", () -> supervisor.snapshot().restarts() == 2);
            awaitAllUp(supervisor);
            List<String> end =
                    troupe.diary.subList(troupe.diary.lastIndexOf("+a"), troupe.diary.size());
            assertThat(end).containsExactly("+a", "+b", "+c");
            assertThat(troupe.actor("a")).isSameAs(third);
        }
    }

    @Test
    void whoDiesBeforeItsTurnToBeStoppedCountsForNothing() throws Exception {
        try (Supervisor supervisor = withThree(Supervisor.oneForAll()).intensity(1, LONG).start()) {
            Actor b = troupe.actor("b");
            Actor c = troupe.actor("c");
            c.stubborn = true; // so that the others wait for their turn
            troupe.actor("a").die(new Exception("gone"));
            awaitSo("it is its turn", () -> stateOf(supervisor, "c") == ChildState.STOPPING);
            b.die(new Exception("gone as well"));
            awaitSo("it is down", () -> stateOf(supervisor, "b") == ChildState.WAITING);
            c.leave();
            troupe.next("c", c);
            awaitAllUp(supervisor);

            assertThat(supervisor.snapshot().restarts()).isEqualTo(1);
        }
    }

    @Test
    void childThatCannotBeRestartedIsTriedAgain() throws Exception {
        try (Supervisor supervisor = withThree(Supervisor.oneForOne()).start()) {
            CountDownLatch failures = new CountDownLatch(3);
            troupe.entrances.put(
                    "a",
                    () -> {
                        failures.countDown();
                        if (failures.getCount() > 0) {
                            throw new Exception("not yet");
                        }
                        return null;
                    });
            Actor a = troupe.actor("a");
            a.die(new Exception("gone"));
            troupe.next("a", a);

            assertThat(supervisor.snapshot().restarts()).isEqualTo(3);
        }
    }

    @Test
    void tooManyRestartsStopAllAndSayWhy() throws Exception {
        Exception first = new Exception("first");
        Exception second = new Exception("second");
        Exception third = new Exception("third");
        Supervisor supervisor = withThree(Supervisor.oneForOne()).intensity(2, LONG).start();
        for (Exception why : List.of(first, second)) {
            Actor b = troupe.actor("b");
            b.die(why);
            troupe.next("b", b);
        }
        awaitAllUp(supervisor);
        troupe.diary.clear();
        troupe.actor("b").die(third);

        SupervisorFailedException failure =
                catchThrowableOfType(SupervisorFailedException.class, supervisor::join);
        assertThat(failure)
                .hasMessageContaining("supervisor=sup child=b most=2 within=1h")
                .hasCause(third)
                .hasSuppressedException(first)
                .hasSuppressedException(second);
        assertThat(troupe.diary).containsExactly("-c", "-a");
        assertThat(supervisor.snapshot().phase()).isEqualTo(Phase.ENDED);
        supervisor.close(); // whoever was told is not told again
    }

    @Test
    void closeTellsOfAFailureThatNobodyHasHeardOf() throws Exception {
        Supervisor supervisor = withThree(Supervisor.oneForOne()).intensity(0, LONG).start();
        troupe.actor("a").die(new Exception("gone"));
        awaitSo("it ended", () -> supervisor.snapshot().phase() == Phase.ENDED);

        assertThatThrownBy(supervisor::close)
                .isInstanceOf(SupervisorFailedException.class)
                .hasMessageContaining("too many restarts");
    }

    @Test
    void restartsThatAreLongAgoDoNotCount() throws Exception {
        SupervisorBuilder builder =
                withThree(Supervisor.oneForOne()).intensity(1, Duration.ofNanos(1));
        try (Supervisor supervisor = builder.start()) {
            for (int i = 0; i < 5; i++) {
                Actor a = troupe.actor("a");
                a.die(new Exception("again"));
                troupe.next("a", a);
            }
            assertThat(supervisor.failure()).isEmpty();
        }
    }

    @Test
    void intensityThatIsMetInTheMiddleOfARestartOfAllStopsAll() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Supervisor supervisor = withThree(Supervisor.oneForAll()).intensity(1, LONG).start();
        Actor a = troupe.actor("a");
        troupe.entrances.put(
                "b",
                () -> {
                    never.await();
                    return null;
                });
        troupe.actor("c").die(new Exception("first"));
        troupe.next("a", a).die(new Exception("second")); // while b is in its starter

        assertThatThrownBy(supervisor::join)
                .isInstanceOf(SupervisorFailedException.class)
                .hasRootCauseMessage("second");
        assertThat(troupe.diary).endsWith("-b", "-a", "+a");
    }

    @Test
    void starterThatTakesTooLongIsInterruptedAndWhatItGivesLaterIsEnded() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        troupe.entrances.put(
                "a",
                () -> {
                    troupe.entrances.remove("a");
                    try {
                        late.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return null; // comes all the same
                });
        SupervisorBuilder builder =
                Supervisor.oneForOne()
                        .name("sup")
                        .child(troupe.child("a").startWithin(Duration.ofMillis(20)));

        assertThatThrownBy(builder::start)
                .hasMessageContaining("could not be started")
                .hasRootCauseMessage(
                        "a child did not start in time: supervisor=sup child=a limit=0.02s");
        assertThat(interrupted.getCount()).isZero();
        troupe.awaitDiary("+a", "-a");
    }

    // ---- stopping
    // --------------------------------------------------------------------------------

    @Test
    void whoIgnoresTheStopIsKilledWhenItsTimeIsUp() throws Exception {
        Supervisor supervisor =
                Supervisor.oneForOne()
                        .name("sup")
                        .child(troupe.child("a"))
                        .child(troupe.child("b").stopWithin(Duration.ofMillis(20)))
                        .start();
        troupe.actor("b").stubborn = true;
        supervisor.close();

        assertThat(troupe.diary).containsExactly("+a", "+b", "!b", "-a");
        assertThat(supervisor.snapshot().abandoned()).isZero();
    }

    @Test
    void whoCannotBeKilledIsLeftBehindAndReplaced() throws Exception {
        List<SupervisorEvent.Kind> events = new CopyOnWriteArrayList<>();
        SupervisorBuilder builder =
                Supervisor.oneForOne()
                        .name("sup")
                        .onEvent(event -> events.add(event.kind()))
                        .child(
                                troupe.child("a")
                                        .stopWithin(Duration.ofMillis(20))
                                        .healthCheck(
                                                wellUnlessIll(
                                                                () -> {
                                                                    throw new IllegalStateException(
                                                                            "fever");
                                                                })
                                                        .failures(1)));
        try (Supervisor supervisor = builder.start()) {
            Actor first = troupe.actor("a");
            first.stubborn = true;
            first.immortal = true;
            ill.set(first);
            troupe.next("a", first);
            awaitSo("it is told", () -> events.contains(SupervisorEvent.Kind.ABANDONED));
            assertThat(supervisor.snapshot().abandoned()).isEqualTo(1);
            awaitAllUp(supervisor);
            first.leave(); // much too late: nobody waits for it any more
        }
        assertThat(troupe.diary).containsExactly("+a", "!a", "+a", "-a");
    }

    @Test
    void closeInTheMiddleOfARestartEndsIt() throws Exception {
        Supervisor supervisor = withThree(Supervisor.oneForAll()).start();
        CountDownLatch bEnters = new CountDownLatch(1);
        troupe.entrances.put(
                "b",
                () -> {
                    bEnters.countDown();
                    new CountDownLatch(1).await();
                    return null;
                });
        troupe.actor("c").die(new Exception("gone"));
        Troupe.quietly(bEnters);
        supervisor.close();

        assertThat(troupe.diary).endsWith("-b", "-a", "+a", "-a");
    }

    @Test
    void closeDoesNotWaitForARestartThatIsPutOff() throws Exception {
        SupervisorBuilder builder =
                Supervisor.oneForOne()
                        .name("sup")
                        .intensity(10, LONG)
                        .child(troupe.child("a").backoff(LONG, LONG, LONG));
        Supervisor supervisor = builder.start();
        Actor first = troupe.actor("a");
        first.die(new Exception("first")); // restarted at once
        troupe.next("a", first).die(new Exception("second"));
        awaitSo("it waits", () -> stateOf(supervisor, "a") == ChildState.WAITING);
        supervisor.close();

        assertThat(troupe.diary).containsExactly("+a", "+a");
    }

    @Test
    void interruptedCloseKillsAndKeepsTheInterrupt() throws Exception {
        Supervisor supervisor =
                Supervisor.oneForOne()
                        .name("sup")
                        .child(troupe.child("a").stopWithin(LONG))
                        .child(troupe.child("b").stopWithin(LONG))
                        .start();
        troupe.actor("a").stubborn = true;
        troupe.actor("b").stubborn = true;
        Thread.currentThread().interrupt();
        supervisor.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(troupe.diary).containsExactly("+a", "+b", "!b", "!a");
    }

    @Test
    void childAndListenerMayCloseTheirSupervisor() throws Exception {
        AtomicReference<Supervisor> own = new AtomicReference<>();
        CountDownLatch mayClose = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(2);
        own.set(
                Supervisor.oneForOne()
                        .name("sup")
                        .onEvent(event -> {
                            if (event.kind() == SupervisorEvent.Kind.STOPPED) {
                                own.get().close();
                                closed.countDown();
                            }
                        })
                        .child(troupe.child("a"))
                        .child(
                                ChildSpec.thread(
                                        "closer",
                                        () -> {
                                            mayClose.await();
                                            own.get().close(); // would wait for itself
                                            closed.countDown();
                                        }))
                        .start());
        mayClose.countDown();
        own.get().join();

        assertThat(Troupe.quietly(closed)).isTrue();
        assertThat(own.get().snapshot().abandoned()).isZero(); // nobody waited for himself
    }

    @Test
    void supervisorEndsWithTheScopeInWhichItWasStarted() throws Exception {
        Supervisor supervisor;
        try (CoroutineScope _ = CoroutineScope.open()) {
            supervisor = withThree(Supervisor.oneForOne()).start();
        }
        assertThat(supervisor.snapshot().phase()).isEqualTo(Phase.ENDED);
        assertThat(troupe.diary).containsExactly("+a", "+b", "+c", "-c", "-b", "-a");
    }

    // ---- health
    // ----------------------------------------------------------------------------------

    /// The life of the child `a` that is ill.
    private final AtomicReference<Actor> ill = new AtomicReference<>();

    private HealthCheck wellUnlessIll(Runnable whenIll) {
        return HealthCheck.every(
                        Duration.ofMillis(2),
                        () -> {
                            if (troupe.actor("a") == ill.get()) {
                                whenIll.run();
                            }
                            return true;
                        })
                .timeout(LONG);
    }

    @Test
    void childThatIsNotWellIsReplacedAfterSomeBadAnswersInARow() throws Exception {
        List<Throwable> causes = new CopyOnWriteArrayList<>();
        SupervisorBuilder builder =
                Supervisor.oneForOne()
                        .name("sup")
                        .onEvent(event -> {
                            if (event.kind() == SupervisorEvent.Kind.UNFIT) {
                                causes.add(event.cause().orElseThrow());
                            }
                        })
                        .child(
                                troupe.child("a")
                                        .healthCheck(
                                                wellUnlessIll(
                                                                () -> {
                                                                    throw new IllegalStateException(
                                                                            "fever");
                                                                })
                                                        .failures(2)));
        try (Supervisor _ = builder.start()) {
            Actor first = troupe.actor("a");
            ill.set(first);
            troupe.next("a", first);
            awaitSo("it is told", () -> !causes.isEmpty());

            assertThat(causes.getFirst())
                    .hasMessageContaining("child=a")
                    .hasRootCauseMessage("fever");
            assertThat(troupe.diary).containsExactly("+a", "-a", "+a");
        }
    }

    @Test
    void questionThatHangsCountsAsABadAnswerAndHoldsUpNobody() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        SupervisorBuilder builder =
                Supervisor.oneForOne()
                        .name("sup")
                        .intensity(2, LONG)
                        .child(
                                troupe.child("a")
                                        .healthCheck(
                                                wellUnlessIll(() -> Troupe.stubbornly(stuck))
                                                        .timeout(Duration.ofMillis(10))))
                        .child(troupe.child("b"));
        try (Supervisor supervisor = builder.start()) {
            Actor first = troupe.actor("a");
            ill.set(first);
            troupe.next("a", first);
            troupe.actor("b").die(new Exception("gone")); // somebody else is dealt with meanwhile
            awaitSo("both came again", () -> supervisor.snapshot().restarts() == 2);
            awaitAllUp(supervisor);
            stuck.countDown();
        }
    }

    // ---- supervisors of supervisors
    // --------------------------------------------------------------

    @Test
    void supervisorThatGivesUpIsRestartedByItsOwn() throws Exception {
        SupervisorBuilder inner =
                Supervisor.oneForOne()
                        .name("sup-inner")
                        .intensity(0, LONG)
                        .child(troupe.child("x"))
                        .child(troupe.child("y"));
        SupervisorBuilder outer =
                Supervisor.oneForOne()
                        .name("sup")
                        .child(troupe.child("a"))
                        .child(ChildSpec.supervisor("inner", inner));
        Supervisor supervisor = outer.start();
        troupe.actor("x").die(new Exception("gone"));
        troupe.awaitDiary("+a", "+x", "+y", "-y", "+x", "+y");
        awaitAllUp(supervisor);

        assertThat(supervisor.snapshot().child("inner").orElseThrow().lastCause())
                .contains("too many restarts")
                .contains("sup-inner");
        troupe.diary.clear();
        supervisor.close();
        assertThat(troupe.diary).containsExactly("-y", "-x", "-a");
    }

    // ---- coming and going
    // ------------------------------------------------------------------------

    @Test
    void childrenComeAndGo() throws Exception {
        try (Supervisor supervisor = withThree(Supervisor.oneForAll()).start()) {
            supervisor.add(troupe.child("d"));
            assertThat(stateOf(supervisor, "d")).isEqualTo(ChildState.RUNNING);
            assertThatThrownBy(() -> supervisor.add(troupe.child("d")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("child=d");

            assertThat(supervisor.remove("b")).isTrue();
            assertThat(supervisor.remove("b")).isFalse();
            assertThat(supervisor.snapshot().child("b")).isEmpty();
            assertThat(supervisor.snapshot().restarts()).isZero();
            assertThat(troupe.diary).containsExactly("+a", "+b", "+c", "+d", "-b");
        }
        assertThat(troupe.diary).endsWith("-d", "-c", "-a");
    }

    @Test
    void childThatIsAddedAndCannotBeStartedIsForgottenAndCountsForNothing() throws Exception {
        try (Supervisor supervisor = withThree(Supervisor.oneForAll()).intensity(0, LONG).start()) {
            troupe.entrances.put(
                    "d",
                    () -> {
                        throw new Exception("no voice");
                    });
            assertThatThrownBy(() -> supervisor.add(troupe.child("d")))
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("supervisor=sup child=d")
                    .hasRootCauseMessage("no voice");
            assertThat(supervisor.snapshot().child("d")).isEmpty();
            assertThat(supervisor.failure()).isEmpty();
            assertThat(troupe.diary).containsExactly("+a", "+b", "+c");
        }
    }

    @Test
    void childThatIsRemovedInTheMomentWhenItsTimeIsUpIsGone() throws Exception {
        Decisions decisions =
                new Decisions(Supervisor.oneForOne().name("sup").child(troupe.child("a")));
        decisions.begin();
        assertThat(decisions.startup).succeedsWithin(Troupe.PATIENCE);
        CountDownLatch mayEnter = new CountDownLatch(1);
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch mayDecide = new CountDownLatch(1);
        Duration time = Duration.ofMillis(100);
        troupe.entrances.put("late", () -> Troupe.quietly(new CountDownLatch(1)));
        troupe.entrances.put("b", () -> Troupe.quietly(mayEnter));
        var late = decisions.add(troupe.child("late").startWithin(time));
        awaitSo("it begins", () -> decisions.lives().size() == 2);
        Deadline passes = Deadline.in(time);
        var holding =
                decisions
                        .add(troupe.child("b"))
                        .thenRun(() -> {
                            holds.countDown();
                            Troupe.quietly(mayDecide);
                        });
        mayEnter.countDown();
        Troupe.quietly(holds);
        var removal = decisions.remove("late");
        awaitSo("its time is up", passes::hasPassed);
        mayDecide.countDown();

        assertThat(removal.get(Troupe.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(late).isCompletedExceptionally();
        assertThat(holding).succeedsWithin(Troupe.PATIENCE);
        decisions.stop();
        assertThat(decisions.end).succeedsWithin(Troupe.PATIENCE);
    }

    @Test
    void childThatWasAddedForOnceIsForgottenWhenItHasEnded() throws Exception {
        try (Supervisor supervisor = withThree(Supervisor.oneForOne()).start()) {
            supervisor.add(troupe.child("d").restart(RestartPolicy.NEVER));
            troupe.actor("d").leave();
            awaitSo("it is forgotten", () -> supervisor.snapshot().child("d").isEmpty());
        }
    }

    @Test
    void nothingIsAddedToASupervisorThatHasEnded() throws Exception {
        Supervisor supervisor = withThree(Supervisor.oneForOne()).start();
        supervisor.close();

        assertThatThrownBy(() -> supervisor.add(troupe.child("d")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(supervisor.remove("a")).isFalse();
        assertThat(supervisor.join(Duration.ZERO)).isTrue();
    }

    // ---- listeners
    // -------------------------------------------------------------------------------

    @Test
    void listenersHearInOrderAndHoldUpNobody() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        CountDownLatch stuck = new CountDownLatch(1);
        SupervisorBuilder builder =
                withThree(Supervisor.oneForOne())
                        .onEvent(event -> {
                            throw new IllegalStateException("a listener of a test that throws");
                        })
                        .onEvent(event -> {
                            heard.add(event.kind() + " " + event.child());
                            Troupe.quietly(stuck);
                        });
        Supervisor supervisor = builder.start();
        troupe.actor("b").die(new Exception("gone"));
        troupe.awaitDiary("+a", "+b", "+c", "+b");
        supervisor.close(); // although nobody has heard of anything yet
        stuck.countDown();

        awaitSo("all is told", () -> heard.contains("ENDED "));
        assertThat(heard)
                .containsExactly(
                        "STARTED a",
                        "STARTED b",
                        "STARTED c",
                        "CHILD_FAILED b",
                        "STARTED b",
                        "STOPPED c",
                        "STOPPED b",
                        "STOPPED a",
                        "ENDED ");
    }

    @Test
    void childThatCannotTellItsPidIsAChildAllTheSame() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        Supervised silent =
                new Supervised() {
                    @Override
                    public void awaitEnd() throws InterruptedException {
                        stopped.await();
                    }

                    @Override
                    public Optional<Throwable> failure() {
                        return Optional.empty();
                    }

                    @Override
                    public void stop(Duration within) {
                        stopped.countDown();
                    }

                    @Override
                    public boolean kill() {
                        stopped.countDown();
                        return true;
                    }

                    @Override
                    public OptionalLong pid() {
                        throw new IllegalStateException("not known");
                    }
                };
        try (Supervisor house =
                Supervisor.oneForOne().child(ChildSpec.of("silent", () -> silent)).start()) {
            assertThat(house.snapshot().child("silent").orElseThrow().pid()).isZero();
            assertThat(house.snapshot().restarts()).isZero();
        }
        assertThat(stopped.getCount()).isZero();
    }

    // ---- small parts
    // -----------------------------------------------------------------------------

    @Test
    void restartsInARowArePutOffMoreAndMore() {
        Backoff backoff =
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(5));

        assertThat(Stream.of(0, 1, 2, 3, 4, 5, 6, 1_000_000).map(backoff::before))
                .extracting(Duration::toMillis)
                .containsExactly(0L, 100L, 200L, 400L, 800L, 1000L, 1000L, 1000L);
        Backoff slow = new Backoff(Duration.ofDays(1), Duration.ofDays(1000), Duration.ofDays(1));
        assertThat(slow.before(Integer.MAX_VALUE)).isEqualTo(Duration.ofDays(1000));
    }

    @Test
    void healthyTimeBeginsTheRowAnew() {
        Member member =
                new Member(
                        ChildSpec.of("a", () -> null).backoff(LONG, LONG, Duration.ofNanos(1)),
                        false);
        member.up();
        member.down();
        member.restart();
        assertThat(member.timer.hasPassed()).isTrue();
        member.restart(); // it was not up in between
        assertThat(member.timer.hasPassed()).isFalse();
        member.up();
        member.down();
        member.restart();
        assertThat(member.timer.hasPassed()).isTrue();
    }

    @Test
    void wrongArgumentsAreRefusedByName() {
        assertThatThrownBy(() -> ChildSpec.of("", () -> null)).hasMessageContaining("name=''");
        assertThatThrownBy(() -> troupe.child("a").stopWithin(Duration.ZERO))
                .hasMessageContaining("stopWithin");
        assertThatThrownBy(() -> troupe.child("a").startWithin(Duration.ofMillis(-1)))
                .hasMessageContaining("startWithin");
        assertThatThrownBy(() -> troupe.child("a").backoff(LONG, Duration.ofNanos(1), LONG))
                .hasMessageContaining("longest=PT0.000000001S");
        assertThatThrownBy(() -> HealthCheck.every(LONG, () -> true).failures(0))
                .hasMessageContaining("failures=0");
        assertThatThrownBy(() -> Supervisor.oneForOne().intensity(-1, LONG))
                .hasMessageContaining("most=-1");
        assertThatThrownBy(() ->
                        Supervisor.oneForOne().child(troupe.child("a")).child(troupe.child("a")))
                .hasMessageContaining("child=a");
    }
}
