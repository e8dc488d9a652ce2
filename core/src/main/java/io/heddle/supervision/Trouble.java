package io.heddle.supervision;

/// Says once that something fails, and once that it works again, however often it was tried in between. Belongs to one
/// thread.
///
/// What fails and works by turns, as opening one more file does where there are too many, still fails: it works again when
/// it does so after a second without a failure.
final class Trouble {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// Without a failure for so long it is over.
    static final long QUIET_NANOS = 1_000_000_000;

    private final String what;
    private final String where;

    /// Since it began; 0 if all is well.
    private long failures;

    private long lastNanos;

    /// @param what fails
    /// @param where it does, as it stands in a message
    Trouble(String what, String where) {
        this.what = what;
        this.where = where;
    }

    void failed(Throwable cause, long nowNanos) {
        failures++;
        lastNanos = nowNanos;
        if (failures == 1) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    what + " failed: " + where + "; it is tried again, and said once",
                    cause);
        }
    }

    void worked(long nowNanos) {
        if (failures > 0 && nowNanos - lastNanos >= QUIET_NANOS) {
            LOG.log(
                    System.Logger.Level.INFO,
                    what + " works again: " + where + " failures=" + failures);
            failures = 0;
        }
    }
}
