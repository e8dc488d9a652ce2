package io.heddle.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The floors of core and who may do what on them.
///
/// A rule that turns out wrong is changed together with an ADR that says why; a class that breaks a
/// right one moves to the place that the message names.
class ArchitectureTest {

    private static final String API = "io.heddle";
    private static final String SPI = "io.heddle.spi..";
    private static final String OS = "io.heddle.internal.os..";
    private static final String RECORDING = "io.heddle.internal.recording..";
    private static final String MEMORY = "io.heddle.internal.memory..";
    private static final String WIRE = "io.heddle.internal.wire..";
    private static final String ENGINES = "io.heddle.internal.engine..";
    private static final String PROCESS_ENGINE = "io.heddle.internal.engine.process..";

    /// From the ground up; a class knows its own floor and those below it.
    private static final List<Floor> FLOORS =
            List.of(
                    new Floor("the vocabulary", API, SPI),
                    new Floor("the recording", RECORDING),
                    new Floor("the operating system", OS),
                    new Floor("memory between processes", MEMORY),
                    new Floor("the wire", WIRE),
                    new Floor(
                            "what users hold",
                            "io.heddle.shared..",
                            "io.heddle.command..",
                            "io.heddle.coroutine..",
                            "io.heddle.manager..",
                            "io.heddle.monitor..",
                            "io.heddle.supervision.."),
                    new Floor("the engines", ENGINES));

    /// The one class that starts children, so that it can be told on which thread to do so.
    private static final String CHILD_LAUNCHER = "io.heddle.internal.engine.process.ChildLauncher";

    /// These rooms run things; their classes may have threads of their own.
    private static final String[] THREAD_OWNING_PACKAGES = {
        ENGINES,
        OS,
        WIRE,
        "io.heddle.command..",
        "io.heddle.coroutine..",
        "io.heddle.manager..",
        "io.heddle.monitor..",
        "io.heddle.supervision.."
    };

    /// Single classes elsewhere that may make a thread.
    private static final Set<String> THREAD_OWNERS =
            Set.of(
                    "io.heddle.internal.memory.Bell",
                    "io.heddle.internal.memory.WaitWatch",
                    "io.heddle.shared.Deadlocks",
                    "io.heddle.spi.Clock",
                    "io.heddle.spi.KeepAlive",
                    "io.heddle.spi.ServiceThreads",
                    "io.heddle.spi.TaskCompletion",
                    "io.heddle.spi.UnheardFailure",
                    "io.heddle.spi.UnheardFailures");

    private static final Set<String> SLEEPERS =
            Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit");

    private static JavaClasses core;

    @BeforeAll
    static void readTheClassFilesOfCore() {
        core =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.heddle");
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.heddle.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .as("packages of core form no cycle")
                .because(
                        "a cycle is one package in two folders: move the class that both sides need"
                                + " to the lower one, or let the lower one define an interface")
                .check(core);
    }

    @TestFactory
    Stream<DynamicTest> everyFloorKnowsOnlyThoseBelow() {
        return IntStream.range(0, FLOORS.size() - 1)
                .mapToObj(i -> DynamicTest.dynamicTest(FLOORS.get(i).name, () -> checkFloor(i)));
    }

    private static void checkFloor(int index) {
        Floor floor = FLOORS.get(index);
        List<Floor> above = FLOORS.subList(index + 1, FLOORS.size());
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(floor.packages.toArray(String[]::new))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                above.stream()
                                        .flatMap(f -> f.packages.stream())
                                        .toArray(String[]::new))
                        .as("the floor '%s' knows no floor above it".formatted(floor.name))
                        .because(
                                "arrows between floors only point down: turn the call into an"
                                        + " interface of the lower floor that the upper one"
                                        + " implements"));
    }

    @Test
    void theVocabularyDependsOnNothingElseOfOurs() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(API, SPI)
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("io.heddle..")
                                        .and(not(resideInAnyPackage(API, SPI)))
                                        .as("are ours and neither in io.heddle nor in its spi"))
                        .because(
                                "everybody speaks io.heddle and io.heddle.spi: reach an"
                                        + " implementation through an interface in io.heddle.spi"
                                        + " and ServiceLoader"));
    }

    @Test
    void theOperatingSystemDependsOnTheVocabularyOnly() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(OS)
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage("io.heddle..")
                                        .and(not(resideInAnyPackage(API, SPI, OS)))
                                        .as("are ours and not of the vocabulary"))
                        .because(
                                "native calls are the ground floor: pass in what they need as plain"
                                        + " values"));
    }

    @Test
    void nobodyNamesAnEngine() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ENGINES)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ENGINES)
                        .because(
                                "engines are found through the SPI: ask ServiceLoader for an"
                                        + " io.heddle.spi.Engine"));
    }

    @Test
    void enginesDoNotNameEachOther() {
        slices().matching("io.heddle.internal.engine.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .as("engines do not name each other")
                .because(
                        "each way of running can be left out: move what two engines share one floor"
                                + " down")
                .check(core);
    }

    @Test
    void onlyInternalOsCallsNativeCode() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(OS)
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(Linker.class)
                        .because(
                                "native access is asked for, and refused, in one place: add the"
                                        + " call to io.heddle.internal.os with a portable way"
                                        + " beside it"));
    }

    @Test
    void memorySegmentsStayWithTheirOwners() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(OS, MEMORY, WIRE, "io.heddle.shared..")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(MemorySegment.class)
                        .because(
                                "raw memory is checked where its layout is known: use a class of"
                                        + " io.heddle.internal.memory that says what the bytes"
                                        + " mean"));
    }

    @Test
    void childrenAreStartedInOnePlace() {
        check(
                noClasses()
                        .that(
                                resideOutsideOfPackage(OS)
                                        .and(resideOutsideOfPackage("io.heddle.command.."))
                                        .and(not(isOrIsInside(CHILD_LAUNCHER)))
                                        .as("neither start children nor run commands"))
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(ProcessBuilder.class)
                        .orShould()
                        .accessTargetWhere(calls("exec", Set.of("java.lang.Runtime")))
                        .because(
                                "all children are started by one long-lived thread, which may have"
                                        + " to restrict itself first: use "
                                        + CHILD_LAUNCHER
                                        + " for a JVM, io.heddle.command for a program"));
    }

    @Test
    void threadsAreMadeInNamedPlacesOnly() {
        check(
                noClasses()
                        .that(
                                not(resideInAnyPackage(THREAD_OWNING_PACKAGES))
                                        .and(not(isOrIsInsideAnyOf(THREAD_OWNERS)))
                                        .as("own no threads"))
                        .should()
                        .accessTargetWhere(makesThreads())
                        .because(
                                "every thread has an owner who names it and ends it: let the engine"
                                        + " run it, take an Executor as an argument, or add the"
                                        + " class to THREAD_OWNERS of this test"));
    }

    @Test
    void libraryCodeDoesNotSleep() {
        check(
                noClasses()
                        .should()
                        .accessTargetWhere(calls("sleep", SLEEPERS))
                        .because(
                                "whoever sleeps is late for what happens meanwhile: wait for the"
                                        + " event itself, with a deadline"));
    }

    @Test
    @Tag("fault-31")
    void noLimitLooksAtTheClockOnTheWall() {
        check(
                noClasses()
                        .should()
                        .accessTargetWhere(calls("currentTimeMillis", Set.of("java.lang.System")))
                        .orShould()
                        .accessTargetWhere(calls("between", Set.of("java.time.Duration")))
                        .orShould()
                        .accessTargetWhere(calculatesWithInstants())
                        .because(
                                "somebody may set that clock while we wait, and an Instant is only"
                                        + " for showing: use io.heddle.spi.Deadline, or"
                                        + " System.nanoTime()"));
    }

    @Test
    void libraryCodeDoesNotPrint() {
        check(
                noClasses()
                        .that(areNotTheChildsMain())
                        .and(not(isOrIsInside("io.heddle.internal.engine.process.OutputRelay")))
                        .should()
                        .accessTargetWhere(readsStandardStream())
                        .orShould()
                        .accessTargetWhere(calls("printStackTrace", alwaysTrue()))
                        .because(
                                "standard output and error belong to the user: use System.Logger,"
                                        + " or the class OutputRelay of the process engine, which"
                                        + " alone shows what tasks print"));
    }

    @Test
    void libraryCodeDoesNotEndTheJvm() {
        check(
                noClasses()
                        .that(areNotTheChildsMain())
                        .should()
                        .accessTargetWhere(
                                calls("exit", Set.of("java.lang.System", "java.lang.Runtime")))
                        .orShould()
                        .accessTargetWhere(calls("halt", Set.of("java.lang.Runtime")))
                        .because(
                                "a library never decides that the user's program ends: throw, or"
                                        + " complete the future exceptionally"));
    }

    @Test
    void noPublicSignatureShowsAnInternalType() {
        classes()
                .that()
                .resideOutsideOfPackage("io.heddle.internal..")
                .and()
                .arePublic()
                .should(showNoInternalType())
                .allowEmptyShould(true)
                .because(
                        "users cannot name what is not exported: show an interface of the same"
                                + " package and keep the internal type behind it")
                .check(core);
    }

    private static DescribedPredicate<JavaAccess<?>> calculatesWithInstants() {
        Set<String> harmless =
                Set.of(
                        "now",
                        "toString",
                        "equals",
                        "hashCode",
                        "ofEpochMilli",
                        "getEpochSecond",
                        "getNano",
                        "ofEpochSecond");
        return DescribedPredicate.describe(
                "calculate with Instants",
                access ->
                        access.getTargetOwner().getName().equals("java.time.Instant")
                                && !harmless.contains(access.getName()));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(core);
    }

    /// The first classes of a child JVM, for example `WorkerMain`: that JVM is theirs to end.
    private static DescribedPredicate<JavaClass> areNotTheChildsMain() {
        return not(resideInAPackage(PROCESS_ENGINE)
                        .and(
                                DescribedPredicate.describe(
                                        "Worker", c -> topLevelName(c).contains("Worker"))))
                .as("are not the child's own main (engine.process, name with Worker)");
    }

    private static String topLevelName(JavaClass c) {
        String name = c.getName().substring(c.getPackageName().length() + 1);
        return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
    }

    private static DescribedPredicate<JavaClass> isOrIsInside(String name) {
        return DescribedPredicate.describe(
                name, c -> c.getName().equals(name) || c.getName().startsWith(name + "$"));
    }

    private static DescribedPredicate<JavaClass> isOrIsInsideAnyOf(Set<String> names) {
        return DescribedPredicate.describe(
                String.join(" or ", names),
                c -> names.stream().anyMatch(name -> isOrIsInside(name).test(c)));
    }

    private static DescribedPredicate<JavaAccess<?>> calls(String method, Set<String> owners) {
        return calls(
                method,
                DescribedPredicate.describe(
                        "of " + owners,
                        owner ->
                                owners.contains(owner.getName())
                                        || owner.getAllRawSuperclasses().stream()
                                                .anyMatch(s -> owners.contains(s.getName()))));
    }

    private static DescribedPredicate<JavaAccess<?>> calls(
            String method, DescribedPredicate<? super JavaClass> owner) {
        // by name, so that every overload counts
        return DescribedPredicate.describe(
                method,
                access -> access.getName().equals(method) && owner.test(access.getTargetOwner()));
    }

    private static DescribedPredicate<JavaAccess<?>> readsStandardStream() {
        return DescribedPredicate.describe(
                "System.out or System.err",
                access ->
                        access.getTargetOwner().isEquivalentTo(System.class)
                                && Set.of("out", "err").contains(access.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> makesThreads() {
        return DescribedPredicate.describe(
                "a thread is made",
                access -> {
                    JavaClass owner = access.getTargetOwner();
                    return switch (access.getName()) {
                        case "<init>" ->
                                owner.isAssignableTo(Thread.class)
                                        || owner.isAssignableTo(ThreadPoolExecutor.class)
                                        || owner.isAssignableTo(ForkJoinPool.class);
                        case "ofVirtual", "ofPlatform", "startVirtualThread" ->
                                owner.isEquivalentTo(Thread.class);
                        default -> owner.isEquivalentTo(Executors.class);
                    };
                });
    }

    private static ArchCondition<JavaClass> showNoInternalType() {
        return new ArchCondition<>("show no type of io.heddle.internal") {
            @Override
            public void check(JavaClass api, ConditionEvents events) {
                api.getDirectDependenciesFromSelf().stream()
                        .filter(d -> isExtension(d) && isInternal(d.getTargetClass()))
                        .forEach(d ->
                                events.add(SimpleConditionEvent.violated(d, d.getDescription())));
                api.getMembers().stream()
                        .filter(ArchitectureTest::isShown)
                        .filter(m -> shownTypes(m).anyMatch(ArchitectureTest::isInternal))
                        .forEach(m ->
                                events.add(
                                        SimpleConditionEvent.violated(
                                                m, m.getDescription() + " shows one")));
            }
        };
    }

    private static boolean isExtension(Dependency d) {
        JavaClass origin = d.getOriginClass();
        return origin.getRawSuperclass().filter(d.getTargetClass()::equals).isPresent()
                || origin.getRawInterfaces().contains(d.getTargetClass());
    }

    private static boolean isShown(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return !modifiers.contains(JavaModifier.SYNTHETIC)
                && (modifiers.contains(JavaModifier.PUBLIC)
                        || modifiers.contains(JavaModifier.PROTECTED));
    }

    private static Stream<JavaClass> shownTypes(JavaMember member) {
        return switch (member) {
            case JavaField field -> field.getType().getAllInvolvedRawTypes().stream();
            case JavaCodeUnit unit ->
                    Stream.of(
                                    unit.getReturnType().getAllInvolvedRawTypes().stream(),
                                    unit.getParameterTypes().stream()
                                            .flatMap(t -> t.getAllInvolvedRawTypes().stream()),
                                    unit.getExceptionTypes().stream())
                            .flatMap(s -> s);
            default -> Stream.empty();
        };
    }

    private static boolean isInternal(JavaClass type) {
        return type.getPackageName().startsWith("io.heddle.internal");
    }

    private record Floor(String name, List<String> packages) {
        Floor(String name, String... packages) {
            this(name, List.of(packages));
        }
    }
}
