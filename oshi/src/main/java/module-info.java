import org.jspecify.annotations.NullMarked;

/// What core knows about processes on Linux, on other systems by OSHI. Nothing of it is called by name.
@NullMarked
module io.heddle.oshi {
    requires com.github.oshi.common;
    requires io.heddle;
    requires static org.jspecify;

    provides io.heddle.monitor.ProcessSource with
            io.heddle.oshi.OshiSource;
}
