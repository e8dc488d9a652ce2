package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Wherever a program's classes come from, its tasks find them in their processes.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class DeploymentTest {

    private static final Map<String, String> SOURCES = Map.of("Job.java", UserProgram.JOB);

    @TempDir static Path shared;

    /// The program, compiled for the class path.
    private static Path classes;

    /// Heddle as users get it.
    private static Path heddleJar;

    @TempDir Path folder;

    @BeforeAll
    static void makeTheProgram() throws Exception {
        classes = UserProgram.compile(shared.resolve("classes"), SOURCES);
        heddleJar = UserProgram.jar(shared.resolve("heddle-core.jar"), "", UserProgram.heddle());
    }

    private UserProgram program() {
        return UserProgram.in(folder);
    }

    private static String path(Path... entries) {
        return String.join(
                File.pathSeparator, List.of(entries).stream().map(Path::toString).toList());
    }

    @Test
    void classPathOfFolders() throws Exception {
        program()
                .briefChildren()
                .java("-cp", path(classes, UserProgram.heddle()), "Job")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void classPathOfJars() throws Exception {
        Path job = UserProgram.jar(folder.resolve("job.jar"), "Job", classes);

        program()
                .briefChildren()
                .java("-cp", path(job, heddleJar), "Job")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void classPathOfRelativeEntriesAndWildcards() throws Exception {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        Files.copy(heddleJar, lib.resolve("heddle-core.jar"));
        UserProgram.jar(lib.resolve("job.jar"), "Job", classes);

        program().briefChildren().java("-cp", "lib/*", "Job").run(folder.resolve("run")).isRight();
    }

    @Test
    void oneJarWithEverything() throws Exception {
        Path all = UserProgram.jar(folder.resolve("all.jar"), "Job", classes, UserProgram.heddle());

        program().briefChildren().java("-jar", all.toString()).run(folder.resolve("run")).isRight();
    }

    @Test
    void modulePath() throws Exception {
        Map<String, String> sources =
                Map.of(
                        "module-info.java",
                        "module user.program { requires io.heddle; }",
                        "user/program/Job.java",
                        "package user.program;\n" + UserProgram.JOB);
        Path module =
                UserProgram.compile(
                        folder.resolve("module"),
                        List.of("-p", UserProgram.heddle().toString()),
                        sources);

        program()
                .java("-p", path(module, heddleJar), "-m", "user.program/user.program.Job")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void programLaunchedFromItsSource() throws Exception {
        Path source = Files.writeString(folder.resolve("Job.java"), UserProgram.JOB);

        program()
                .briefChildren()
                .java("-cp", heddleJar.toString(), source.toString())
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void programLaunchedFromItsSourceWithHeddleAsAModule() throws Exception {
        Path source = Files.writeString(folder.resolve("Job.java"), UserProgram.JOB);

        program()
                .java("-p", heddleJar.toString(), "--add-modules", "io.heddle", source.toString())
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void jarsWithinAJar() throws Exception {
        Path launcher =
                UserProgram.compile(
                        folder.resolve("launcher"),
                        Map.of("launch/NestedLauncher.java", NESTED_LAUNCHER));
        Path app = folder.resolve("app.jar");
        try (JarOutputStream jar = UserProgram.open(app, "launch.NestedLauncher")) {
            UserProgram.addFolder(jar, "", launcher);
            UserProgram.addFolder(jar, "BOOT-INF/classes/", classes);
            UserProgram.addStored(jar, "BOOT-INF/lib/heddle-core.jar", heddleJar);
        }

        program().briefChildren().java("-jar", app.toString()).run(folder.resolve("run")).isRight();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "jdi:launch(true)"})
    void snippetsOfJshell(String execution) throws Exception {
        Path script = Files.writeString(folder.resolve("script.jsh"), SNIPPETS);

        UserProgram.Outcome outcome =
                program()
                        .briefChildren()
                        .command(UserProgram.jdk("jshell"))
                        .command("-J-Djava.util.prefs.userRoot=" + folder)
                        .command("-J-XX:TieredStopAtLevel=1") // it compiles much and runs little
                        .command("--class-path", heddleJar.toString())
                        .command("--add-exports", "java.base/sun.nio.ch")
                        .command("--execution", execution, script.toString())
                        .run(folder.resolve("run"));

        assertThat(outcome.out().lines())
                .as(outcome::toString)
                .contains("answer 42", "squares [1, 4, 9]", "point Point[x=3, y=4] true");
        assertThat(outcome.exitCode()).as(outcome::toString).isEqualTo(3);
    }

    private static final String SNIPPETS =
            """
            import io.heddle.*;
            record Point(int x, int y) implements java.io.Serializable {}
            int square(int n) { return n * n; }
            var pool = TaskPool.processes(2);
            System.out.println("answer " + pool.submit(() -> 40 + 2).get());
            System.out.println("squares " + pool.map(n -> square(n), List.of(1, 2, 3)));
            var point = pool.submit(() -> new Point(3, 4)).get();
            System.out.println("point " + point + " " + (point instanceof Point));
            pool.close();
            /exit 3
            """;

    /// Does what the launcher of Spring Boot does: a class loader of its own for the classes and the jars
    /// within its jar.
    private static final String NESTED_LAUNCHER =
            """
            package launch;

            import java.io.*;
            import java.net.*;
            import java.util.*;
            import java.util.jar.*;

            public class NestedLauncher extends ClassLoader {
                private final Map<String, byte[]> files = new HashMap<>();

                NestedLauncher() { super("nested", NestedLauncher.class.getClassLoader()); }

                public static void main(String[] arguments) throws Exception {
                    NestedLauncher loader = new NestedLauncher();
                    try (JarFile jar = new JarFile(System.getProperty("java.class.path"))) {
                        for (JarEntry entry : Collections.list(jar.entries())) {
                            loader.read(entry.getName(), jar.getInputStream(entry).readAllBytes());
                        }
                    }
                    Thread.currentThread().setContextClassLoader(loader);
                    loader.loadClass("Job").getMethod("main", String[].class)
                        .invoke(null, (Object) arguments);
                }

                private void read(String name, byte[] bytes) throws IOException {
                    if (name.startsWith("BOOT-INF/classes/")) {
                        files.put(name.substring("BOOT-INF/classes/".length()), bytes);
                    } else if (name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar")) {
                        JarInputStream inner = new JarInputStream(new ByteArrayInputStream(bytes));
                        for (JarEntry e = inner.getNextJarEntry(); e != null; e = inner.getNextJarEntry()) {
                            files.put(e.getName(), inner.readAllBytes());
                        }
                    }
                }

                @Override
                protected Class<?> findClass(String name) throws ClassNotFoundException {
                    byte[] bytes = files.get(name.replace('.', '/') + ".class");
                    if (bytes == null) throw new ClassNotFoundException(name);
                    return defineClass(name, bytes, 0, bytes.length);
                }

                @Override
                protected URL findResource(String name) {
                    byte[] bytes = files.get(name);
                    if (bytes == null) return null;
                    try {
                        return URL.of(URI.create("nested:/" + name.replace("$", "%24")), new URLStreamHandler() {
                            @Override
                            protected URLConnection openConnection(URL url) {
                                return new URLConnection(url) {
                                    @Override public void connect() {}
                                    @Override public InputStream getInputStream() {
                                        return new ByteArrayInputStream(bytes);
                                    }
                                };
                            }
                        });
                    } catch (MalformedURLException e) {
                        throw new IllegalStateException(e);
                    }
                }

                @Override
                protected Enumeration<URL> findResources(String name) {
                    URL url = findResource(name);
                    return url == null ? Collections.emptyEnumeration()
                        : Collections.enumeration(List.of(url));
                }
            }
            """;
}
