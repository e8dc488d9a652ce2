import org.jspecify.annotations.NullMarked;

/// The `heddle` command.
@NullMarked
module io.heddle.console {
    requires com.google.gson;
    requires info.picocli;
    requires io.heddle;
    requires io.heddle.cluster;
    requires io.heddle.examples;
    requires io.heddle.simulator;
    requires java.logging;
    requires java.management;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    // picocli sets the annotated fields by reflection
    opens io.heddle.console to
            info.picocli;
    opens io.heddle.console.simulate to
            info.picocli;
    opens io.heddle.console.worker to
            info.picocli;
    // and Gson reads the records of a report so
    opens io.heddle.console.quickstart to
            info.picocli,
            com.google.gson;
    opens io.heddle.console.advise to
            info.picocli,
            com.google.gson;
    opens io.heddle.console.page to
            com.google.gson;
    opens io.heddle.console.timeline to
            info.picocli,
            com.google.gson;
    opens io.heddle.console.tour to
            info.picocli,
            com.google.gson;
}
