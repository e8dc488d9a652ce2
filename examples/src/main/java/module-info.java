import org.jspecify.annotations.NullMarked;

/// Runnable programs; the snippets of README and tutorial are cut from here.
@NullMarked
module io.heddle.examples {
    requires io.heddle;
    requires io.heddle.cluster;
    requires io.heddle.simulator;
    requires java.management;
    requires java.net.http;
    requires jdk.httpserver;
    requires static org.jspecify;

    exports io.heddle.examples.tour;
}
