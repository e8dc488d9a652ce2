package io.heddle.internal.memory;

/// Two processes that share something, as the tests of this package see them: nobody of them ever dies.
public final class Pair {

    /// One of them.
    public static final int ONE = Owner.of(0, 1);

    /// The other.
    public static final int OTHER = Owner.of(1, 1);

    /// Who is dead: nobody.
    public static final Liveness ALIVE = _ -> false;

    private Pair() {}
}
