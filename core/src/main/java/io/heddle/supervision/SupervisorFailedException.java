package io.heddle.supervision;

import io.heddle.HeddleException;
import java.io.Serial;
import java.util.List;

/// A supervisor could not start its children, or had to restart them too often. All its children are stopped.
///
/// The cause is what happened last; failures before it that led there are suppressed exceptions, oldest first.
public final class SupervisorFailedException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    SupervisorFailedException(String message, Throwable last, List<Throwable> before) {
        super(message, last);
        before.forEach(this::addSuppressed);
    }
}
