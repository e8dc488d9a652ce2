package io.heddle;

/// How large a task, a result or an exception may be that travels between two processes.
///
/// What is over a limit fails its own future with [TaskSerializationException]; it costs no worker.
/// A limit that was not set is the one of the JVM that reads: 512 MiB, 20 million elements, 50
/// million references, depth 2,000, or what the system properties `heddle.codec.maxBytes`,
/// `.maxArray`, `.maxRefs` and `.maxDepth` say.
///
/// Values are immutable; each method gives a changed copy:
/// `TravelLimits.defaults().bytes(1 << 20).depth(50)`.
///
/// ## Shapes and units
///
/// Whatever the limits, an array is never made for more elements than the bytes that came can hold.
/// A set of sets of sets takes time that doubles with each level: only a small depth, 20 or so,
/// bounds that.
///
/// ## Source
///
/// The limits are those of JEP 290.
///
/// @param bytes the size of the whole, large arrays included; 0 if it was not set
/// @param arrayLength the elements of one array, of any type but a large `byte[]`; 0 if it was not set
/// @param references the objects in it; 0 if it was not set
/// @param depth how deep they are nested; 0 if it was not set
public record TravelLimits(long bytes, long arrayLength, long references, long depth) {

    /// The least limit of bytes: what reports a failure has to travel too.
    public static final long LEAST_BYTES = 64L << 10;

    private static final TravelLimits DEFAULTS = new TravelLimits(0, 0, 0, 0);

    /// Checks.
    ///
    /// @throws IllegalArgumentException if a limit is negative, or that of bytes less than 64 KiB
    public TravelLimits {
        if (bytes != 0 && bytes < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "a limit of bytes leaves room for the report of a failure: bytes=%d least=%d"
                            .formatted(bytes, LEAST_BYTES));
        }
        if (arrayLength < 0 || references < 0 || depth < 0) {
            throw new IllegalArgumentException(
                    "a limit must be positive: arrayLength=%d references=%d depth=%d"
                            .formatted(arrayLength, references, depth));
        }
    }

    /// Gives the limits of a pool about which nothing special is said.
    ///
    /// @return no limit of its own
    public static TravelLimits defaults() {
        return DEFAULTS;
    }

    /// Limits the size of the whole, large arrays included.
    ///
    /// @param most at least 64 KiB
    /// @return changed limits
    /// @throws IllegalArgumentException if it is less
    public TravelLimits bytes(long most) {
        return new TravelLimits(positive(most), arrayLength, references, depth);
    }

    /// Limits the elements of one array. A `byte[]` of 32 KiB and more is limited by
    /// [#bytes(long)] alone. Inputs and results that travel together in a `map` are no array of the user, and
    /// not counted.
    ///
    /// @param most at least 1
    /// @return changed limits
    /// @throws IllegalArgumentException if it is less
    public TravelLimits arrayLength(long most) {
        return new TravelLimits(bytes, positive(most), references, depth);
    }

    /// Limits the objects, and the mentions of objects that came before.
    ///
    /// @param most at least 1
    /// @return changed limits
    /// @throws IllegalArgumentException if it is less
    public TravelLimits references(long most) {
        return new TravelLimits(bytes, arrayLength, positive(most), depth);
    }

    /// Limits how deep objects are nested. A task, the exception of an item and a list of strings
    /// need less than 20.
    ///
    /// @param most at least 1
    /// @return changed limits
    /// @throws IllegalArgumentException if it is less
    public TravelLimits depth(long most) {
        return new TravelLimits(bytes, arrayLength, references, positive(most));
    }

    private static long positive(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("a limit must be positive: limit=" + most);
        }
        return most;
    }
}
