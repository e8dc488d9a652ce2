package io.heddle.internal.engine.process;

import io.heddle.spi.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A jar with the classes of Heddle itself, for programs whose own come from a loader that a child does
/// not have: out of a jar within a jar, or in `jshell`.
///
/// With it on its class path a child can begin; everything else it asks from its parent
/// ([WorkerClasses]). It is written once, into the private folder, if a child needs it.
///
/// Nobody can list what a loader has. But each class file names those that it needs, so everything is
/// found from a few beginnings. Names are looked for in all texts of a class file, since those of fields
/// and methods stand within descriptors; what is none is simply not found.
final class BootJar {

    private static final Pattern NAME = Pattern.compile("io/heddle/[\\w/$]+");
    private static final String PROVIDERS = "META-INF/services/" + Engine.class.getName();
    private static final @Nullable ClassLoader OWN = BootJar.class.getClassLoader();

    private static @Nullable Path written;

    private final JarOutputStream jar;
    private final Set<String> seen = new HashSet<>();
    private final Deque<String> open = new ArrayDeque<>();

    private BootJar(JarOutputStream jar) {
        this.jar = jar;
    }

    /// Tells whether a child finds the classes of Heddle by itself: on the class path or module path that
    /// the parent was started with.
    static boolean isNeeded() {
        return OWN != null && OWN != ClassLoader.getSystemClassLoader();
    }

    /// Gives the jar.
    ///
    /// @param folder where to write it, if that was not done yet
    /// @throws IOException if there is no room
    static synchronized Path in(Path folder) throws IOException {
        if (written == null || !Files.exists(written)) {
            Path file = folder.resolve("heddle.jar");
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
                new BootJar(jar).write();
            }
            written = file;
        }
        return written;
    }

    private void write() throws IOException {
        begin(WorkerMain.class.getName());
        for (String provider : providers()) {
            begin(provider);
        }
        while (!open.isEmpty()) {
            addClass(open.remove());
        }
    }

    private List<String> providers() throws IOException {
        byte[] file = read(PROVIDERS);
        if (file == null) {
            return List.of();
        }
        add(PROVIDERS, file);
        List<String> names = new ArrayList<>();
        new String(file, StandardCharsets.UTF_8).lines().map(String::strip).forEach(names::add);
        return names;
    }

    private void begin(String className) {
        meet(className.replace('.', '/'));
    }

    private void meet(String name) {
        if (seen.add(name)) {
            open.add(name);
        }
    }

    private void addClass(String name) throws IOException {
        byte[] bytes = read(name + ".class");
        if (bytes == null) {
            return;
        }
        add(name + ".class", bytes);
        for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
            if (entry instanceof Utf8Entry text) {
                meetAll(text.stringValue());
            }
        }
    }

    private void meetAll(String text) {
        Matcher names = NAME.matcher(text);
        while (names.find()) {
            meet(names.group());
        }
    }

    private void add(String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }

    private static byte @Nullable [] read(String name) throws IOException {
        ClassLoader loader = Objects.requireNonNull(OWN, "only where there is one");
        try (InputStream in = loader.getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        }
    }
}
