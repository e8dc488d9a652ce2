package io.heddle.internal.memory;

import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.testkit.Elsewhere;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/// A second participant in this process, as if it were another one.
public final class SecondSite implements Elsewhere, AutoCloseable {

    private final Site site;

    /// Makes one that sees memory as it is.
    public SecondSite() {
        this(UnaryOperator.identity());
    }

    /// Makes one.
    ///
    /// @param lens how it sees memory; another way is a defect
    SecondSite(UnaryOperator<Memory> lens) {
        this.site = new Site(lens);
    }

    @Override
    public <T> Strand<T> start(Task<T> task) {
        Task<T> arrived = arrived(task);
        return Strand.ofThread().start(() -> within(arrived));
    }

    /// Acts as this participant.
    <T> T within(Callable<T> action) throws Exception {
        return ScopedValue.where(Site.ARRIVAL, site).call(action::call);
    }

    /// Takes an object in, as this participant.
    <T> T arrived(T object) {
        return ScopedValue.where(Site.ARRIVAL, site).call(() -> copy(object));
    }

    /// Plays a part as this participant.
    void play(Story.Part part) throws Exception {
        within(() -> {
            part.play(this::arrived);
            return this;
        });
    }

    @SuppressWarnings("unchecked")
    static <T> T copy(T object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            site.die();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
