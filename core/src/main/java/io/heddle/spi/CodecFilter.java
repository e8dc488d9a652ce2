package io.heddle.spi;

import io.heddle.TravelLimits;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides what may be read from one stream, and remembers why something was refused.
///
/// Made for one stream, by [Kit], which is made once for each codec.
///
/// ## Source
///
/// JEP 290; `ObjectInputFilter` says when it is asked.
final class CodecFilter implements ObjectInputFilter {

    /// What all streams of a codec have in common.
    static final class Kit {

        private static final long DEFAULT_BYTES = 512L << 20;
        private static final long DEFAULT_ARRAY = 20_000_000L;
        private static final long DEFAULT_REFERENCES = 50_000_000L;
        private static final long DEFAULT_DEPTH = 2_000L;

        private final CodecRules rules;
        private final @Nullable ObjectInputFilter list;
        private final long mostBytes;
        private final long mostArray;
        private final long mostReferences;
        private final long mostDepth;

        Kit(CodecRules rules) {
            this.rules = rules;
            this.list =
                    rules.allowed().isEmpty()
                            ? null
                            : ObjectInputFilter.Config.createFilter(
                                    String.join(";", rules.allowed()));
            TravelLimits limits = rules.limits();
            this.mostBytes = effective(limits.bytes(), "maxBytes", DEFAULT_BYTES);
            this.mostArray = effective(limits.arrayLength(), "maxArray", DEFAULT_ARRAY);
            this.mostReferences = effective(limits.references(), "maxRefs", DEFAULT_REFERENCES);
            this.mostDepth = effective(limits.depth(), "maxDepth", DEFAULT_DEPTH);
        }

        private static long effective(long set, String property, long otherwise) {
            return set > 0 ? set : Long.getLong("heddle.codec." + property, otherwise);
        }

        /// Makes the filter of a stream.
        ///
        /// @param comes how many bytes the stream has
        /// @param attachments the arrays beside it
        CodecFilter filter(long comes, List<byte[]> attachments) {
            return new CodecFilter(this, comes, attachments);
        }

        /// Holds the size of a whole payload against the limit, if there is one of the pool's own.
        void checkSize(Payload payload) throws InvalidObjectException {
            long most = rules.limits().bytes();
            long size = payload.size();
            if (most > 0 && size > most) {
                throw new InvalidObjectException(tooMuch("bytes", size, most, "maxBytes"));
            }
        }
    }

    /// A table of a hash map has up to eight places for each entry, and an entry needs more than
    /// four bytes.
    private static final long PLACES_PER_BYTE = 2;

    /// The collection of which one element really comes, however many it announces. It makes no array
    /// for them, but asks as if it did.
    private static final String COPIES = "java.util.Collections$CopiesList";

    /// So large a table may be made for nothing.
    private static final long SMALL_ARRAY = 1_024;

    private final Kit kit;
    private final long comes;
    private final List<byte[]> attachments;

    /// Whether something was met that announces more than comes, and may.
    private boolean copies;

    /// Whether the next array is the column of a chunk, as long as Heddle has made it: limits of arrays are for
    /// those of users.
    private boolean columnAhead;

    private @Nullable Class<?> refused;

    /// Whether the pool's own filter has refused it.
    private boolean byOwn;

    /// What the pool's own filter has thrown.
    private @Nullable Throwable trouble;

    private final Wrappers wrappers = new Wrappers();
    private @Nullable String exceeded;

    private CodecFilter(Kit kit, long comes, List<byte[]> attachments) {
        this.kit = kit;
        this.comes = comes;
        this.attachments = attachments;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        exceeded = excess(info);
        if (exceeded != null) {
            return Status.REJECTED;
        }
        Status judged = judgeType(info);
        if (judged != Status.REJECTED && !wrappers.contain(info) && isRefusedByOwn(info)) {
            byOwn = true;
            judged = Status.REJECTED;
        }
        if (judged == Status.REJECTED) {
            noteRefusal(info);
        }
        return judged;
    }

    private void noteRefusal(FilterInfo info) {
        refused = info.serialClass();
        if (refused == null) {
            exceeded =
                    whyRefused(
                            "none depth=%d references=%d bytes=%d"
                                    .formatted(
                                            info.depth(), info.references(), info.streamBytes()));
        }
    }

    private boolean isRefusedByOwn(FilterInfo info) {
        ObjectInputFilter own = kit.rules.own();
        if (own == null) {
            return false;
        }
        try {
            return own.checkInput(info) == Status.REJECTED;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            trouble = e;
            return true;
        }
    }

    /// Knows what Heddle has put around what a task gave, about which a user's filter knows nothing: its
    /// own types, and the arrays and stacks that these are made of. What is exempt by its place is exempt
    /// there alone.
    private static final class Wrappers {

        /// Whether the results of a chunk are read, which stand in one array.
        private boolean chunk;

        /// Whether nothing is read but a failure.
        private boolean failure;

        /// Whether a failure is read, and the bytes of its exception are still to come.
        private boolean exceptionAhead;

        boolean contain(FilterInfo info) {
            Class<?> type = info.serialClass();
            if (type == null) {
                return failure;
            }
            failure |= info.depth() == 1 && type == FailureEnvelope.class;
            if (exceptionAhead && type == byte[].class) {
                exceptionAhead = info.arrayLength() < 0; // first comes the type alone
                return true;
            }
            exceptionAhead |= type == FailureEnvelope.class;
            chunk |= info.depth() == 1 && ChunkResult.isForm(type);
            return (chunk && info.depth() == 2 && type.isArray())
                    || BaseTypes.isOfOurs(type)
                    || elementOf(type) == StackTraceElement.class;
        }
    }

    private @Nullable String excess(FilterInfo info) {
        if (info.depth() > kit.mostDepth) {
            return tooMuch("depth", info.depth(), kit.mostDepth, "maxDepth");
        }
        if (info.references() > kit.mostReferences) {
            return tooMuch("references", info.references(), kit.mostReferences, "maxRefs");
        }
        if (info.streamBytes() > kit.mostBytes) {
            return tooMuch("bytes", info.streamBytes(), kit.mostBytes, "maxBytes");
        }
        Class<?> type = info.serialClass();
        return type == null ? null : excess(type, info);
    }

    private @Nullable String excess(Class<?> type, FilterInfo info) {
        copies |= type.getName().equals(COPIES);
        if (ChunkResult.isForm(type) && info.depth() != 1) {
            return "results of a chunk within something else: depth=" + info.depth();
        }
        columnAhead |= Chunk.isForm(type) || ChunkResult.isForm(type);
        if (!type.isArray()) {
            return null;
        }
        boolean column = columnAhead;
        columnAhead &= info.arrayLength() < 0; // first comes the type alone
        if (isAttachment(type, info.arrayLength())) {
            return null;
        }
        if (!column && info.arrayLength() > kit.mostArray) {
            return tooMuch("arrayLength", info.arrayLength(), kit.mostArray, "maxArray");
        }
        return comesNever(type, info.arrayLength())
                ? "an array is announced that cannot follow: type=%s arrayLength=%d bytes=%d"
                        .formatted(type.getName(), info.arrayLength(), comes)
                : null;
    }

    /// The limits of arrays guard against lengths behind which nothing comes; an attachment has come.
    private boolean isAttachment(Class<?> type, long length) {
        return type == byte[].class && attachments.stream().anyMatch(a -> a.length == length);
    }

    private boolean comesNever(Class<?> array, long length) {
        Class<?> element = array.getComponentType();
        if (copies && element == Object.class) {
            return false;
        }
        long most = element.isPrimitive() ? comes / bytesOf(element) : comes * PLACES_PER_BYTE;
        return length > SMALL_ARRAY && length > most;
    }

    private static int bytesOf(Class<?> primitive) {
        if (primitive == long.class || primitive == double.class) {
            return Long.BYTES;
        }
        if (primitive == int.class || primitive == float.class) {
            return Integer.BYTES;
        }
        return primitive == short.class || primitive == char.class ? Short.BYTES : 1;
    }

    private static String tooMuch(String what, long is, long limit, String property) {
        return "more than may travel: %s=%d limit=%d; raise it by TravelLimits, or -Dheddle.codec.%s"
                .formatted(what, is, limit, property);
    }

    private Status judgeType(FilterInfo info) {
        Class<?> type = info.serialClass();
        if (!kit.rules.strict() || type == null) {
            return Status.UNDECIDED;
        }
        if (type.isHidden()) {
            return Status
                    .ALLOWED; // a lambda, made by the class that was judged before; no name finds
            // it
        }
        Status listed = kit.list == null ? Status.UNDECIDED : kit.list.checkInput(info);
        if (listed != Status.UNDECIDED) {
            return listed;
        }
        Class<?> element = elementOf(type);
        return element.isPrimitive() || BaseTypes.contains(element)
                ? Status.ALLOWED
                : Status.REJECTED;
    }

    private static Class<?> elementOf(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }

    /// Says in plain words why the JDK says `filter status: REJECTED`. Whoever has read the part that was
    /// refused may have added where it stands.
    ///
    /// @param said what the JDK says, or somebody whom this made fail
    /// @return an exception that says more, or the same one if this filter has refused nothing
    IOException explain(IOException said) {
        Throwable refusal = said;
        while (refusal != null && !(refusal instanceof InvalidClassException)) {
            refusal = refusal.getCause();
        }
        return refusal == null ? said : explain(said, (InvalidClassException) refusal);
    }

    private IOException explain(IOException said, InvalidClassException refusal) {
        String why = exceeded;
        if (why == null && refused != null) {
            why = whyRefused(elementOf(refused));
        }
        if (why == null) {
            return said;
        }
        String name = refused == null ? null : elementOf(refused).getName();
        String what =
                said == refusal
                        ? why
                        : String.valueOf(said.getMessage()).replace(refusal.toString(), why);
        var explained = new InvalidClassException(name, what);
        explained.initCause(trouble == null ? said : trouble);
        return explained;
    }

    private String whyRefused(String name) {
        if (trouble != null) {
            return "the pool's own filter failed: type=%s: %s"
                    .formatted(name, FailureText.of(trouble));
        }
        return byOwn
                ? "refused by the pool's own filter: type=" + name
                : notListed(name, "if you trust it, allow it", name);
    }

    /// A user knows the shared object, and not the type that travels for it.
    private String whyRefused(Class<?> type) {
        return trouble == null && !byOwn && BaseTypes.opensShared(type)
                ? notListed(
                        type.getName(),
                        "it stands for a shared object; if you trust who sends it, allow all of them",
                        BaseTypes.SHARED + ".*")
                : whyRefused(type.getName());
    }

    private static String notListed(String name, String advice, String entry) {
        return "not on the pool's list of types: type=%s; %s by allowOnly(\"%s\")"
                .formatted(name, advice, entry);
    }
}
