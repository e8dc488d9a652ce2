import org.jspecify.annotations.NullMarked;

/// Contracts that every engine passes, and deterministic tools for tests.
@NullMarked
module io.heddle.testkit {
    requires transitive io.heddle;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;
}
