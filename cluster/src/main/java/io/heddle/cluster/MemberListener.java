package io.heddle.cluster;

/// Hears who joins and who leaves a cluster. Called by one thread, which also says that its own member is there:
/// be quick.
public interface MemberListener {

    /// A member has joined.
    ///
    /// @param member who
    default void joined(ClusterMember member) {}

    /// A member has left, or was not heard of for [ClusterOptions#memberTimeToLive].
    ///
    /// @param member who
    default void left(ClusterMember member) {}
}
