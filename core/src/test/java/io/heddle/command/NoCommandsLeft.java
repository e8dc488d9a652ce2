package io.heddle.command;

import io.heddle.internal.os.LivingProcesses;
import io.heddle.internal.os.Trees;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Says after each test whether every process that it started is gone, and names those that are not.
final class NoCommandsLeft implements AfterEachCallback {

    @Override
    public void afterEach(ExtensionContext context) {
        LivingProcesses.awaitNone();
    }

    /// Lists processes that lie in the tree of this one.
    static List<String> living() {
        return LivingProcesses.in(Trees.OWN);
    }
}
