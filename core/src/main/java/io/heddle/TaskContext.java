package io.heddle;

import io.heddle.spi.CapturedContext;
import io.heddle.spi.FailureText;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A few named values that belong to what the program is doing, such as a request's id, and go with every
/// task that is submitted meanwhile, whichever way the task runs.
///
/// ```java
/// TaskContext.current().with("request", id).run(() -> pool.submit(() -> work()));
/// // within work(): TaskContext.current().get("request", String.class)
/// ```
///
/// A context is immutable. It is in place for the calling thread while [#call] or [#run] lasts, and for a
/// task while that runs; nothing has to be cleaned up. What a task itself needs to do its work is better
/// captured by its lambda.
///
/// Scoped values of the program's own travel too, if [#carry] was told of them. For what lives elsewhere,
/// such as the MDC of a logging library, there is [io.heddle.spi.ContextCarrier].
///
/// ## What travels
///
/// What is in place when the task is submitted, in the submitting thread; for `map` and streams when these
/// are called; for a strand or a generator when it is built. For another process the values are *copied* and must be
/// serializable. A value that is not fails the future of this task alone, with a
/// [TaskSerializationException] that names it. Without any value nothing travels.
///
/// ## If a process dies
///
/// Nothing is left of a context but what the submitting thread has.
///
/// ## Source
///
/// JEP 506, Scoped Values.
public final class TaskContext implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final ScopedValue<TaskContext> CURRENT = ScopedValue.newInstance();
    private static final TaskContext EMPTY = new TaskContext(Map.of());

    /// Immutable; serializable if what it holds is.
    @SuppressWarnings("serial")
    private final Map<String, Object> values;

    /// What travels instead, so that a value that cannot be read is named.
    private static final class Travelling implements Serializable {

        @Serial private static final long serialVersionUID = 1L;

        /// Written once, by the constructor or by [#readObject].
        private transient Map<String, Object> values;

        Travelling(Map<String, Object> values) {
            this.values = values;
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(values.size());
            for (Map.Entry<String, Object> entry : values.entrySet()) {
                out.writeObject(entry.getKey());
                out.writeObject(entry.getValue());
            }
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            Map<String, Object> read = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                String name = (String) in.readObject();
                read.put(name, readValue(name, in));
            }
            values = Map.copyOf(read);
        }

        private static Object readValue(String name, ObjectInputStream in) throws IOException {
            try {
                return in.readObject();
            } catch (IOException | ClassNotFoundException | RuntimeException e) {
                InvalidObjectException failure =
                        new InvalidObjectException("key=" + name + ": " + FailureText.of(e));
                failure.initCause(e);
                throw failure;
            }
        }

        @Serial
        private Object readResolve() {
            return new TaskContext(values);
        }
    }

    @Serial
    private Object writeReplace() {
        return new Travelling(values);
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a context travels in another form");
    }

    private TaskContext(Map<String, Object> values) {
        this.values = values;
    }

    /// The way to a scoped value, by which it is found in another process too: a lambda that reads a
    /// static field, such as `() -> TENANT`.
    ///
    /// @param <T> the type of the value
    @FunctionalInterface
    public interface ScopedField<T> extends Serializable {

        /// Finds the scoped value.
        ///
        /// @return the same one at each call within a process
        ScopedValue<T> get();
    }

    /// Gives the context of the calling thread.
    ///
    /// @return the one that is in place, or one without values
    public static TaskContext current() {
        return CURRENT.orElse(EMPTY);
    }

    /// Lets a scoped value travel with tasks from now on, whenever it is bound. Best called where the scoped
    /// value is made. A later call with the same name takes the place of the earlier one.
    ///
    /// @param <T> the type of the value
    /// @param name what messages call it
    /// @param field the way to it; it may capture nothing
    /// @throws IllegalArgumentException if the way itself cannot travel
    public static <T> void carry(String name, ScopedField<T> field) {
        CapturedContext.carry(name, field);
    }

    /// Adds a value.
    ///
    /// @param name its name; a value of the same name is replaced
    /// @param value the value
    /// @return a changed copy, which is not in place yet
    public TaskContext with(String name, Object value) {
        Map<String, Object> changed = new HashMap<>(values);
        changed.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new TaskContext(Map.copyOf(changed));
    }

    /// Leaves a value out.
    ///
    /// @param name its name; there need not be one
    /// @return a changed copy, which is not in place yet
    public TaskContext without(String name) {
        Map<String, Object> changed = new HashMap<>(values);
        changed.remove(Objects.requireNonNull(name, "name"));
        return new TaskContext(Map.copyOf(changed));
    }

    /// Gives a value.
    ///
    /// @param <T> the type of the value
    /// @param name its name
    /// @param type its type
    /// @return the value; empty if there is none of this name
    /// @throws ClassCastException if it is of another type
    public <T> Optional<T> get(String name, Class<T> type) {
        return Optional.ofNullable(values.get(Objects.requireNonNull(name, "name")))
                .map(type::cast);
    }

    /// Gives all values.
    ///
    /// @return an immutable map
    public Map<String, Object> values() {
        return values;
    }

    /// Puts this context in place while a body runs in the calling thread.
    ///
    /// @param <T> the type of the result
    /// @param <X> what the body may throw
    /// @param body the body
    /// @return its result
    /// @throws X what the body throws
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> body) throws X {
        return ScopedValue.where(CURRENT, this).call(body);
    }

    /// Puts this context in place while a body runs in the calling thread.
    ///
    /// @param body the body
    public void run(Runnable body) {
        ScopedValue.where(CURRENT, this).run(body);
    }

    @Override
    public String toString() {
        return "TaskContext" + values.keySet();
    }
}
