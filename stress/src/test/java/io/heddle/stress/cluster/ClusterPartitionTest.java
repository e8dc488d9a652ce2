package io.heddle.stress.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A machine that is cut off, as two network namespaces with a cable between them: with `-Pstress`, for root on Linux.
/// All addresses are in those namespaces, which are gone at the end.
@Tag("stress")
class ClusterPartitionTest {

    private static final long LIMIT_SECONDS = 240;

    private static final String ID = Long.toString(ProcessHandle.current().pid(), 36);
    private static final String NEAR = "heddle-near-" + ID;
    private static final String FAR = "heddle-far-" + ID;
    private static final String NEAR_CABLE = "hn" + ID;
    private static final String FAR_CABLE = "hf" + ID;
    private static final String NEAR_ADDRESS = "10.77.0.1";
    private static final String FAR_ADDRESS = "10.77.0.2";

    private final List<String> namespaces = new ArrayList<>();
    private Path temporary;

    @BeforeEach
    void makeNetworks() throws Exception {
        temporary = Files.createTempDirectory(Path.of("/tmp"), "heddle-net-");
        addNamespace(NEAR);
        addNamespace(FAR);
        // the cable is made inside, so that nothing of it is ever seen outside
        assumeCan(
                "-n",
                NEAR,
                "link",
                "add",
                NEAR_CABLE,
                "type",
                "veth",
                "peer",
                "name",
                FAR_CABLE,
                "netns",
                FAR);
        prepare(NEAR, NEAR_CABLE, NEAR_ADDRESS);
        prepare(FAR, FAR_CABLE, FAR_ADDRESS);
    }

    private void addNamespace(String name) throws Exception {
        assumeCan("netns", "add", name);
        namespaces.add(name);
    }

    private static void prepare(String namespace, String cable, String address) throws Exception {
        assumeCan("-n", namespace, "link", "set", "lo", "up");
        assumeCan("-n", namespace, "addr", "add", address + "/30", "dev", cable);
        assumeCan("-n", namespace, "link", "set", cable, "up");
    }

    private static void assumeCan(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assumeTrue(
                    process.waitFor() == 0,
                    "this system or user makes no network namespaces, which the test of partitions needs: "
                            + String.join(" ", command)
                            + ": "
                            + said);
        } catch (IOException e) {
            assumeTrue(
                    false, "no program `ip`, which the test of partitions needs (iproute2): " + e);
        }
    }

    @AfterEach
    void removeNetworks() throws Exception {
        for (String namespace : namespaces) {
            new ProcessBuilder("ip", "netns", "del", namespace).inheritIO().start().waitFor();
        }
        if (temporary != null) {
            try (var files = Files.walk(temporary)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void machineThatIsCutOffLosesWhatItHasAndGoesOnWhenItIsBack() throws Exception {
        Path marks = Files.createDirectory(temporary.resolve("marks"));
        Path inner = Files.createDirectory(temporary.resolve("t"));
        Path out = temporary.resolve("out");
        Process story =
                new ProcessBuilder(
                                "ip",
                                "netns",
                                "exec",
                                NEAR,
                                System.getProperty("java.home") + "/bin/java",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx256m",
                                "-Djava.io.tmpdir=" + inner,
                                "-cp",
                                System.getProperty("java.class.path"),
                                PartitionStory.class.getName(),
                                FAR,
                                FAR_CABLE,
                                NEAR_ADDRESS,
                                marks.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        boolean ended = story.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            story.descendants().forEach(ProcessHandle::destroyForcibly);
            story.destroyForcibly().waitFor();
        }
        String text = Files.readString(out);
        System.out.println(text);

        assertThat(ended).as(text).isTrue();
        assertThat(story.exitValue()).as(text).isZero();
        assertThat(text.lines().toList()).endsWith("all is well");
    }
}
