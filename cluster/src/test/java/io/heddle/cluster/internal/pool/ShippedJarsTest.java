package io.heddle.cluster.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a machine keeps of the jars that tasks have brought.
@Timeout(20)
class ShippedJarsTest {

    private final Map<String, byte[]> there = new HashMap<>();
    private final List<String> fetched = new ArrayList<>();

    private String jar(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String digest = ShippedStore.digest(bytes);
        there.put(digest, bytes);
        return digest;
    }

    private byte[] fetch(String digest) {
        fetched.add(digest);
        return there.get(digest);
    }

    private static Path path(ShippedJars.Use use) {
        return Path.of(use.path());
    }

    @Test
    void jarsThatNobodyUsesGoWhenTheyAreTooManyAndComeAgain() throws Exception {
        String old = jar("an old jar");
        String used = jar("a used jar");
        String late = jar("a late jar");
        try (ShippedJars jars = new ShippedJars(this::fetch, 21)) {
            ShippedJars.Use inUse = jars.use(used);
            Path oldFile;
            try (ShippedJars.Use use = jars.use(old)) {
                oldFile = path(use);
            }
            try (ShippedJars.Use again = jars.use(old)) {
                assertThat(path(again)).isEqualTo(oldFile).hasContent("an old jar");
            }
            assertThat(fetched).containsExactly(used, old);

            try (ShippedJars.Use use = jars.use(late)) {
                assertThat(path(use)).hasContent("a late jar");
            }

            assertThat(oldFile).doesNotExist();
            assertThat(path(inUse)).hasContent("a used jar");
            try (ShippedJars.Use again = jars.use(old)) {
                assertThat(path(again)).hasContent("an old jar");
            }
            inUse.close();
        }
    }

    @Test
    void jarThatIsNotThereOrNotWhatItSaysIsNotUsed() throws Exception {
        String whole = jar("whole");
        String changed = jar("before");
        there.put(changed, "after".getBytes(StandardCharsets.UTF_8));
        Path folder;
        try (ShippedJars jars = new ShippedJars(this::fetch, 100)) {
            assertThat(jars.use(whole + "," + "0".repeat(64))).isNull();
            assertThat(jars.use(changed)).isNull();
            try (ShippedJars.Use none = jars.use("")) {
                assertThat(none.path()).isEmpty();
            }
            try (ShippedJars.Use use = jars.use(whole)) {
                folder = path(use).getParent();
            }
        }
        assertThat(Files.exists(folder)).isFalse();
    }
}
