package io.heddle.examples;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Code that stands in the text of a page: finds the classes and methods in it that are not there.
///
/// `Strand.ofProcess().daemon(true)` names a class, a method of it, and a method of what that gives. Names
/// without a class before them are not looked at, nor are words in capitals and lines for the shell.
final class NamedCode {

    private static final List<String> PACKAGES =
            List.of(
                    "io.heddle",
                    "io.heddle.cluster",
                    "io.heddle.command",
                    "io.heddle.coroutine",
                    "io.heddle.manager",
                    "io.heddle.monitor",
                    "io.heddle.shared",
                    "io.heddle.simulator",
                    "io.heddle.simulator.machine",
                    "io.heddle.simulator.plan",
                    "io.heddle.simulator.schedule",
                    "io.heddle.spi",
                    "io.heddle.supervision",
                    "java.lang",
                    "java.lang.foreign",
                    "java.io",
                    "java.net",
                    "java.nio.channels",
                    "java.nio.charset",
                    "java.nio.file",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "java.util.concurrent.locks",
                    "java.util.stream");
    private static final Pattern CHAIN =
            Pattern.compile("(?<![\\w.$-])[A-Z]\\w*(?:\\s*\\.\\s*\\w+)*");

    /// A line for the shell, or the name of a file.
    private static final Pattern NO_CODE = Pattern.compile("[a-z./]+ [^(]*|\\S+\\.java");

    private static final Set<String> NOT_SEEN_FROM_HERE = Set.of("VirtualTime"); // of the testkit
    private static final Pattern CAPITALS = Pattern.compile("[A-Z0-9_]+");
    private static final Pattern PARENTHESES = Pattern.compile("\\(([^()]*)\\)");

    private NamedCode() {}

    /// Finds what does not exist.
    ///
    /// @return each wrong chain of names, as far as it was understood
    static List<String> wrongNames(String code) {
        if (NO_CODE.matcher(code).matches()) {
            return List.of();
        }
        List<String> wrong = new ArrayList<>();
        String rest = code.replaceAll("\"[^\"]*\"", "").replaceAll("<[^<>()]*>", "");
        for (Matcher inner = PARENTHESES.matcher(rest);
                inner.find();
                inner = PARENTHESES.matcher(rest)) {
            wrong.addAll(wrongChains(inner.group(1)));
            rest = rest.substring(0, inner.start()) + rest.substring(inner.end());
        }
        wrong.addAll(wrongChains(rest));
        return wrong;
    }

    private static List<String> wrongChains(String flat) {
        return CHAIN.matcher(flat)
                .results()
                .map(chain -> chain.group().replaceAll("\\s", ""))
                .filter(chain -> !CAPITALS.matcher(chain).matches())
                .filter(chain -> !NOT_SEEN_FROM_HERE.contains(chain.replaceFirst("\\..*", "")))
                .filter(chain -> !exists(List.of(chain.split("\\."))))
                .toList();
    }

    private static boolean exists(List<String> names) {
        Optional<Class<?>> first =
                PACKAGES.stream().flatMap(p -> find(p + "." + names.getFirst())).findFirst();
        Set<Class<?>> types = first.<Set<Class<?>>>map(Set::of).orElse(Set.of());
        for (String name : names.subList(1, names.size())) {
            types = types.stream().flatMap(t -> member(t, name)).collect(Collectors.toSet());
        }
        return !types.isEmpty();
    }

    private static Stream<Class<?>> find(String name) {
        try {
            return Stream.of(Class.forName(name, false, NamedCode.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return Stream.of();
        }
    }

    /// Gives the types of what a public member of a type may be: a method's result, a constant, a nested class.
    private static Stream<Class<?>> member(Class<?> type, String name) {
        Stream<Class<?>> methods =
                Arrays.stream(type.getMethods())
                        .filter(method -> method.getName().equals(name))
                        .map(Method::getReturnType);
        Stream<Class<?>> fields =
                Arrays.stream(type.getFields())
                        .filter(field -> field.getName().equals(name))
                        .map(Field::getType);
        Stream<Class<?>> nested =
                Arrays.stream(type.getClasses()).filter(n -> n.getSimpleName().equals(name));
        return Stream.of(methods, fields, nested).flatMap(found -> found);
    }
}
