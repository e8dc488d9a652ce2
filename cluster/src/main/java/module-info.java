import org.jspecify.annotations.NullMarked;

/// The same pool, queues, locks and maps on many machines. Open [io.heddle.cluster] first.
@NullMarked
module io.heddle.cluster {
    requires transitive io.heddle;
    requires static org.jspecify;
    requires io.netty.buffer;
    requires redisson;

    exports io.heddle.cluster;
}
