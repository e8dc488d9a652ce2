import org.jspecify.annotations.NullMarked;

/// The `heddle` command.
@NullMarked
module io.heddle.console {
    requires info.picocli;
    requires io.heddle;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    // picocli sets the annotated fields by reflection
    opens io.heddle.console to
            info.picocli;
}
