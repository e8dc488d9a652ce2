package io.heddle.examples.tour.ipc;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.NoSuchNameException;
import io.heddle.shared.SharedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Memory that two processes have.
@Shows(
        id = "ipc.shared-memory",
        title = "A child writes into a block of memory, and the parent reads it where it lies",
        python =
                "multiprocessing.shared_memory.SharedMemory(create=True, size=…), attached by name in the"
                        + " child, then close by both and unlink by one. Forgotten unlinks stay until a reboot; here"
                        + " nothing has to be unlinked.")
public final class BlockOfMemory implements Program {

    private static final long BYTES = 64L << 20;

    @Override
    public void run(Stage stage) throws Exception {
        String name = "tour-" + ProcessHandle.current().pid();
        try (SharedMemory block = SharedMemory.create(name, BYTES)) {
            stage.say("parent: %d bytes, all zero", block.size());
            Strand<Long> child =
                    Strand.ofProcess()
                            .start(() -> {
                                MemorySegment bytes = block.segment();
                                for (long i = 0; i < BYTES / Long.BYTES; i++) {
                                    bytes.setAtIndex(ValueLayout.JAVA_LONG, i, i);
                                }
                                stage.say("child: wrote all of them");
                                return sum(bytes);
                            });
            stage.equal(child.get(), sum(block.segment()), "the sum of what both see");
            stage.equal(7L, block.segment().getAtIndex(ValueLayout.JAVA_LONG, 7), "cell 7");
            child.join();
        }
        stage.becomes("the block is gone, and its name too", () -> isGone(name));
    }

    private static long sum(MemorySegment bytes) {
        long sum = 0;
        for (long i = 0; i < bytes.byteSize() / Long.BYTES; i++) {
            sum += bytes.getAtIndex(ValueLayout.JAVA_LONG, i);
        }
        return sum;
    }

    private static boolean isGone(String name) {
        try (SharedMemory still = SharedMemory.open(name)) {
            return still.size() < 0;
        } catch (NoSuchNameException e) {
            return true;
        }
    }
}
