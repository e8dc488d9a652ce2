import org.jspecify.annotations.NullMarked;

/// Runnable programs; the snippets of README and tutorial are cut from here.
@NullMarked
module io.heddle.examples {
    requires io.heddle;
    requires java.management;
    requires static org.jspecify;
}
