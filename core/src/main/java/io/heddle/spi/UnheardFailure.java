package io.heddle.spi;

import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The failure of a strand that nobody has asked about yet. It is reported once the strand cannot be
/// reached any more, since then nobody will; or at the end of the program.
final class UnheardFailure implements Runnable {

    private static final Cleaner CLEANER =
            Cleaner.create(ServiceThreads.named("heddle-unheard-failures").factory());

    private static final Set<UnheardFailure> PENDING = ConcurrentHashMap.newKeySet();

    static {
        try {
            Thread atEnd = new Thread(UnheardFailure::tellPending, "heddle-unheard-failures");
            Runtime.getRuntime().addShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            // the program is ending already: nobody will ask for a report
        }
    }

    private final String text;
    private final Throwable cause;

    private UnheardFailure(String text, Throwable cause) {
        this.text = text;
        this.cause = cause;
    }

    static UnheardFailure of(StrandCompletion<?> strand, String place, Throwable cause) {
        String text =
                "a strand failed and nobody joined it: strand=%s kind=%s %s"
                        .formatted(strand.name(), strand.kind(), place);
        UnheardFailure failure = new UnheardFailure(text, cause);
        PENDING.add(failure);
        var _ = CLEANER.register(strand, failure);
        return failure;
    }

    /// Somebody has asked.
    void forget() {
        PENDING.remove(this);
    }

    /// Nobody can ask any more.
    @Override
    public void run() {
        if (PENDING.remove(this)) {
            UnheardFailures.tell(text, cause);
        }
    }

    private static void tellPending() {
        for (UnheardFailure failure : Set.copyOf(PENDING)) {
            if (PENDING.remove(failure)) {
                UnheardFailures.tellAtEnd(failure.text, failure.cause);
            }
        }
    }
}
