import org.jspecify.annotations.NullMarked;

/// Runs any lambda in a process, a thread or a coroutine through one API.
@NullMarked
module io.heddle {
    requires static transitive org.jspecify;
}
