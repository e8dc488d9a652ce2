package io.heddle.architecture;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The class path and the module path find the same providers.
///
/// The descriptor speaks on the module path only, `META-INF/services` on the class path only.
class ProvidersTest {

    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();

    @Test
    void theDescriptorAndTheServiceFilesNameTheSameProviders() throws IOException {
        assertThat(inServiceFiles())
                .as(
                        "every 'provides X with Y' of module-info.java has its line Y in"
                                + " src/main/resources/META-INF/services/X, and the other way round")
                .isEqualTo(inDescriptor());
    }

    private static Map<String, List<String>> inDescriptor() throws IOException {
        try (InputStream in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            return ModuleDescriptor.read(in).provides().stream()
                    .collect(
                            toMap(
                                    ModuleDescriptor.Provides::service,
                                    p -> p.providers().stream().sorted().toList()));
        }
    }

    private static Map<String, List<String>> inServiceFiles() throws IOException {
        Map<String, List<String>> providers = new TreeMap<>();
        Path services = CLASSES.resolve("META-INF", "services");
        if (Files.isDirectory(services)) {
            try (Stream<Path> files = Files.list(services)) {
                for (Path file : files.toList()) {
                    providers.put(file.getFileName().toString(), providersIn(file));
                }
            }
        }
        return providers;
    }

    private static List<String> providersIn(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .sorted()
                .toList();
    }
}
