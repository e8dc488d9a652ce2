package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who lives and who is dead, where native code may be called.
@Tag("slow")
@SuppressWarnings("LockNotBeforeTry") // it looks at each step by itself
class SharedNativeLivesTest {

    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
    private static final String PORTABLE = "-Dheddle.shared.portable=true";

    private final List<ProcessStrand<?>> children = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (ProcessStrand<?> child : children) {
            child.kill();
            child.join();
        }
    }

    /// Holds a lock, then opens and closes all shared memory that its process has, as a tool may do.
    private ProcessStrand<?> clumsyHolder(SharedLock lock, String... jvmArgs)
            throws InterruptedException {
        SharedEvent held = SharedEvent.create();
        ProcessStrand<Void> child =
                Strand.ofProcess()
                        .jvmArgs(jvmArgs)
                        .start(() -> {
                            lock.lock();
                            openAndCloseSharedMemory();
                            held.set();
                            new CountDownLatch(1).await();
                        });
        children.add(child);
        held.await();
        return child;
    }

    private static void openAndCloseSharedMemory() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (isSharedMemory(descriptor)) {
                    FileChannel.open(descriptor, StandardOpenOption.READ).close();
                }
            }
        }
    }

    private static boolean isSharedMemory(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("/heddle-");
        } catch (IOException e) {
            return false; // it was that of the listing
        }
    }

    @Test
    @Tag("fault-51")
    void holderThatOpensAndClosesTheRegistryIsNotRobbed() throws Exception {
        SharedLock lock = SharedLock.create();
        ProcessStrand<?> child = clumsyHolder(lock, NATIVE);
        assertThat(lock.tryLock(500, TimeUnit.MILLISECONDS)).isFalse();
        child.kill();
        assertThat(lock.tryLock(50, TimeUnit.SECONDS)).isTrue();
        assertThat(lock.abandonedCount()).isEqualTo(1);
        lock.unlock();
    }

    /// The known weakness, by which one also sees that the property is heard.
    @Test
    void portableWayCanBeForcedAndHasItsWeakness() throws Exception {
        SharedLock lock = SharedLock.create();
        ProcessStrand<?> child = clumsyHolder(lock, NATIVE, PORTABLE);
        assertThat(lock.tryLock(50, TimeUnit.SECONDS)).isTrue();
        assertThat(child.isDone()).isFalse();
        lock.unlock();
    }

    @Test
    @Tag("fault-51")
    void nativeOneLearnsThatAnotherNativeOneWasKilled() throws Exception {
        SharedLock lock = SharedLock.create();
        ProcessStrand<?> holder = clumsyHolder(lock, NATIVE);
        SharedEvent asked = SharedEvent.create();
        ProcessStrand<Boolean> other =
                Strand.ofProcess()
                        .jvmArgs(NATIVE)
                        .start(() -> {
                            boolean early = lock.tryLock(200, TimeUnit.MILLISECONDS);
                            asked.set();
                            return !early && lock.tryLock(50, TimeUnit.SECONDS);
                        });
        children.add(other);
        asked.await();
        holder.kill();
        assertThat(other.get()).isTrue();
        assertThat(lock.abandonedCount()).isEqualTo(1);
    }
}
