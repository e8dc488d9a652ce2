package io.heddle.internal.memory;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Lets who waits for a shared object look again only when it is rung, so that a ring that is missing makes a
/// test hang. Deaths are not noticed meanwhile.
public final class WithoutSlices implements BeforeAllCallback, AfterAllCallback {

    /// For child processes.
    public static final String JVM_ARGUMENT = "-D" + Bell.WITHOUT_SLICES + "=true";

    @Override
    public void beforeAll(ExtensionContext context) {
        System.setProperty(Bell.WITHOUT_SLICES, "true");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.clearProperty(Bell.WITHOUT_SLICES);
    }

    /// Does something while all who wait look again by themselves.
    static void suspend(Runnable action) {
        System.clearProperty(Bell.WITHOUT_SLICES);
        try {
            action.run();
        } finally {
            System.setProperty(Bell.WITHOUT_SLICES, "true");
        }
    }
}
