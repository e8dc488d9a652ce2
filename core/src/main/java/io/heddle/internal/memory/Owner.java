package io.heddle.internal.memory;

/// Who holds something, in 30 bits: the place of a participant in the registry, and how often that place was
/// given away before. Never 0, so 0 is free to mean nobody.
public final class Owner {

    /// The most places that a registry can have.
    public static final int MOST_PLACES = 1 << 10;

    /// How many generations there are before they begin anew.
    public static final int GENERATIONS = 1 << 19;

    private static final int GENERATION_SHIFT = 10;
    private static final int PLACE_MASK = MOST_PLACES - 1;

    /// Set in every owner.
    private static final int SOMEBODY = 1 << 29;

    /// All bits that belong to an owner.
    static final int MASK = (1 << 30) - 1;

    private Owner() {}

    /// Packs an owner.
    ///
    /// @param place the place, from 0
    /// @param generation how often it was given away before
    /// @return the owner
    public static int of(int place, int generation) {
        return SOMEBODY | (generation % GENERATIONS) << GENERATION_SHIFT | place;
    }

    /// Tells the place.
    ///
    /// @param owner an owner, or a word that contains one
    /// @return the place
    public static int place(int owner) {
        return owner & PLACE_MASK;
    }

    /// Tells the generation.
    ///
    /// @param owner an owner, or a word that contains one
    /// @return the generation
    public static int generation(int owner) {
        return (owner >>> GENERATION_SHIFT) % GENERATIONS;
    }
}
