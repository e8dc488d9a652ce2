package io.heddle.internal.memory;

import java.io.Serializable;
import java.util.List;

/// What is done with some shared objects by one who is killed at some step, and by those who come after it. It
/// can travel to another process, but for what is transient.
interface Story extends Serializable {

    /// Objects as some participant sees them.
    @FunctionalInterface
    interface View {
        <T> T of(T object);
    }

    /// One part of a story.
    @FunctionalInterface
    interface Part {
        void play(View view) throws Exception;
    }

    /// How it begins.
    @FunctionalInterface
    interface Beginning {
        Story begin();
    }

    /// One more, who is there before anybody dies and waits, for example.
    default void bystander(View view) throws Exception {}

    /// What arrives at the victim before it begins. What is on its way when somebody dies may be lost with the
    /// message that it is in, which is another story.
    default List<Object> belongings() {
        return List.of();
    }

    /// What is killed at every step.
    void victim(View view) throws Exception;

    /// What survivors do. It must go through, whatever was killed before.
    void survivor(View view) throws Exception;

    /// Whether a survivor may be another process and die too: it needs nothing that is transient, and whoever comes
    /// after it gets through all the same.
    default boolean isForTwoDeaths() {
        return true;
    }

    /// What must be true in the end.
    default void check(int killed) {}
}
