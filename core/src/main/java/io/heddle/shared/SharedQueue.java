package io.heddle.shared;

import io.heddle.TaskSerializationException;
import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.Message;
import io.heddle.internal.memory.MessageQueue;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Site;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A bounded queue between processes, first in first out, for any number of producers and consumers: a
/// [BlockingQueue] like [java.util.concurrent.ArrayBlockingQueue].
///
/// Elements are serialized, as arguments and results of tasks are: a consumer gets an equal object, not the
/// same one. They may be of any size that [io.heddle.TravelLimits] let through. Between threads of one process a queue of the JDK is faster and needs no serialization. To compute
/// something elsewhere and get the result back take a [io.heddle.TaskPool].
///
/// ## Memory consistency
/// What a process did before it put an element *happens-before* what another does after it has taken that
/// element.
///
/// ## Cancellation
/// All methods that wait are *clean*: interrupted or timed out, they have put or taken nothing.
///
/// ## If a process dies
/// Elements that were put stay, also large ones, until the last process that has the queue ends. Each element
/// is delivered at most once: one that was taken by a process that is killed before [#take] has returned is
/// lost with it. Whatever a dead process was doing with the queue has happened or not, and for a removal of
/// several elements each of them was removed or not. Nobody waits for a dead process; a process that is
/// stopped within one of its steps holds up the others, and their time limits apply.
///
/// ## Who closes it
/// Whoever sends it: [#close] says that the others have it by now, so that this process keeps its memory and its
/// name no longer than somebody here refers to it. What was sent and is never closed stays until this process
/// ends. Nothing else ends: threads here may go on using it, and the others keep theirs.
///
/// ## Order and iteration
/// Elements of one producer are taken in the order in which they were put. Iterators are *weakly consistent*:
/// they never throw [java.util.ConcurrentModificationException] and show each element once that was there
/// all the time. Whatever looks for elements ([#contains], [#remove(Object)], [#removeIf], [#toArray()], …)
/// iterates: it reads the elements and asks their `equals`, without holding up others.
///
/// ## What may be read
/// A process reads elements by the rules of the pool or strand whose task brought the queue there. Where it was
/// made, or opened by name, see [#allowOnly].
///
/// ## Memory
/// Room for some elements is made beforehand; what has no room there makes the queue's file longer. That part
/// is given back when the queue is empty.
///
/// @param <E> the type of the elements
public final class SharedQueue<E> extends AbstractQueue<E>
        implements BlockingQueue<E>, AutoCloseable, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final int BYTES_FOR_EACH = 256;
    private static final int MOST_BYTES_BEFOREHAND = 1 << 20;

    private final transient Place place;
    private final transient Exchange messages;

    private final transient Values values = new Values();

    SharedQueue(Place place) {
        this.place = place;
        this.messages = new Exchange(place);
    }

    /// Makes a queue.
    ///
    /// @param <E> the type of the elements
    /// @param capacity the most elements; more than 1,048,576 counts as that
    /// @return the queue
    /// @throws IllegalArgumentException if the capacity is less than 1
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static <E> SharedQueue<E> create(int capacity) {
        return create(capacity, bytesFor(capacity));
    }

    private static long bytesFor(int capacity) {
        return Math.clamp((long) capacity * BYTES_FOR_EACH, 0, MOST_BYTES_BEFOREHAND);
    }

    /// Makes a queue that has room for many bytes beforehand. More than that is no less possible, but slower.
    ///
    /// @param <E> the type of the elements
    /// @param capacity the most elements; more than 1,048,576 counts as that
    /// @param bytes how much memory is made beforehand, about; at least 16 KiB and at most 1 GiB is
    /// @return the queue
    /// @throws IllegalArgumentException if the capacity is less than 1, or the number of bytes negative
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static <E> SharedQueue<E> create(int capacity, long bytes) {
        MessageQueue.Size size = size(capacity, bytes);
        Place place = Kind.QUEUE.allocateGrowing(size.bytes(), size.filled());
        MessageQueue.create(place, size);
        return Site.current().intern(place, new SharedQueue<>(place));
    }

    private static MessageQueue.Size size(int capacity, long bytes) {
        if (capacity < 1 || bytes < 0) {
            throw new IllegalArgumentException(
                    "a queue has room for at least one element: capacity=%d bytes=%d"
                            .formatted(capacity, bytes));
        }
        return MessageQueue.Size.near(capacity, bytes);
    }

    /// Makes a queue with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param <E> the type of the elements
    /// @param name the name
    /// @param capacity the most elements; more than 1,048,576 counts as that
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if the capacity is less than 1, or no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static <E> SharedQueue<E> create(String name, int capacity) {
        MessageQueue.Size size = size(capacity, bytesFor(capacity));
        return ofType(
                Kind.QUEUE.createGrowing(
                        name,
                        size.bytes(),
                        size.filled(),
                        place -> MessageQueue.create(place, size)));
    }

    /// Finds a queue by its name; see [SharedNames].
    ///
    /// @param <E> the type of the elements
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static <E> SharedQueue<E> open(String name) {
        return ofType(Kind.QUEUE.open(name));
    }

    /// Finds a queue by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param <E> the type of the elements
    /// @param name the name
    /// @param capacity the most elements, of no account if it is there
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if the capacity is less than 1, or no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static <E> SharedQueue<E> openOrCreate(String name, int capacity) {
        MessageQueue.Size size = size(capacity, bytesFor(capacity));
        return ofType(
                Kind.QUEUE.openOrCreateGrowing(
                        name,
                        size.bytes(),
                        size.filled(),
                        place -> MessageQueue.create(place, size)));
    }

    @SuppressWarnings("unchecked") // who opens it says what is in it
    private static <E> SharedQueue<E> ofType(SharedQueue<?> queue) {
        return (SharedQueue<E>) queue;
    }

    /// Reads, in this process, nothing but elements of listed types, and of those of the JDK that nearly every
    /// element needs, whatever others put. To be called before the queue is sent to somebody who is not
    /// trusted.
    ///
    /// @param types class names, `package.*`, `package.**`; `!` before one refuses
    /// @return this queue
    /// @throws IllegalArgumentException if one is no such pattern, or matches everything
    public SharedQueue<E> allowOnly(String... types) {
        values.allowOnly(types);
        return this;
    }

    // ---- putting -------------------------------------------------------------------------------

    /// Puts an element, waiting for room.
    ///
    /// @param element the element
    /// @throws InterruptedException if interrupted before or while waiting; nothing was put
    /// @throws NullPointerException if the element is `null`
    /// @throws io.heddle.TaskSerializationException if the element cannot be serialized; it says what in it
    ///     cannot
    /// @throws io.heddle.HeddleException if there is no shared memory left
    @Override
    public void put(E element) throws InterruptedException {
        messages.put(Elements.encode(element), Limit.never());
    }

    /// Puts an element if there is room now.
    ///
    /// @param element the element
    /// @return whether it was put
    /// @throws NullPointerException if the element is `null`
    /// @throws io.heddle.TaskSerializationException if the element cannot be serialized; it says what in it
    ///     cannot
    /// @throws io.heddle.HeddleException if there is no shared memory left
    @Override
    public boolean offer(E element) {
        return messages.putNow(Elements.encode(element), Limit.uninterruptible());
    }

    /// Puts an element, waiting for room until the time is up.
    ///
    /// @param element the element
    /// @param timeout the longest wait; zero or less means "do not wait"
    /// @param unit its unit
    /// @return whether it was put
    /// @throws InterruptedException if interrupted before or while waiting; nothing was put
    /// @throws NullPointerException if the element is `null`
    /// @throws io.heddle.TaskSerializationException if the element cannot be serialized; it says what in it
    ///     cannot
    /// @throws io.heddle.HeddleException if there is no shared memory left
    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        return messages.put(Elements.encode(element), Limit.inNanos(unit.toNanos(timeout)));
    }

    // ---- taking --------------------------------------------------------------------------------

    /// Takes the oldest element, waiting for one.
    ///
    /// @return the element
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    /// @throws io.heddle.TaskSerializationException if the element cannot be read here; it is gone
    @Override
    public E take() throws InterruptedException {
        return read(Objects.requireNonNull(messages.take(Limit.never())));
    }

    /// Takes the oldest element if there is one now.
    ///
    /// @return the element, or `null`
    /// @throws io.heddle.TaskSerializationException if the element cannot be read here; it is gone
    @Override
    public @Nullable E poll() {
        return decodeIfThere(messages.takeNow(Limit.uninterruptible()));
    }

    /// Takes the oldest element, waiting for one until the time is up.
    ///
    /// @param timeout the longest wait; zero or less means "do not wait"
    /// @param unit its unit
    /// @return the element, or `null` if the time was up
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    /// @throws io.heddle.TaskSerializationException if the element cannot be read here; it is gone
    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        return decodeIfThere(messages.take(Limit.inNanos(unit.toNanos(timeout))));
    }

    private @Nullable E decodeIfThere(@Nullable Message message) {
        return message == null ? null : read(message);
    }

    /// Takes all elements that are there now, one by one. If the collection throws, the element that it was
    /// given is in neither; those that come after it stay.
    ///
    /// @param to where they go
    /// @return how many there were
    /// @throws NullPointerException if there is no collection
    /// @throws IllegalArgumentException if it is this queue
    /// @throws io.heddle.TaskSerializationException if an element cannot be read here; it is gone
    @Override
    public int drainTo(Collection<? super E> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    /// Takes some of the elements that are there now, one by one. If the collection throws, the element that
    /// it was given is in neither; those that come after it stay.
    ///
    /// @param to where they go
    /// @param most how many at most
    /// @return how many there were
    /// @throws NullPointerException if there is no collection
    /// @throws IllegalArgumentException if it is this queue
    /// @throws io.heddle.TaskSerializationException if an element cannot be read here; it is gone
    @Override
    public int drainTo(Collection<? super E> to, int most) {
        Objects.requireNonNull(to, "to");
        if (to == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        int limit = Math.min(most, size());
        int drained = 0;
        while (drained < limit) {
            E element = poll();
            if (element == null) {
                break;
            }
            to.add(element);
            drained++;
        }
        return drained;
    }

    // ---- looking -------------------------------------------------------------------------------

    private E read(Message message) {
        return Elements.decode(message, values.codec());
    }

    /// Reads the oldest element and leaves it there.
    ///
    /// @return the element, or `null` if there is none
    /// @throws io.heddle.TaskSerializationException if the element cannot be read here
    @Override
    public @Nullable E peek() {
        List<Message> first = messages.after(Long.MIN_VALUE, 1);
        return first.isEmpty() ? null : read(first.getFirst());
    }

    /// Tells how many elements there are.
    ///
    /// @return the number
    @Override
    public int size() {
        return messages.size();
    }

    /// Tells for how many elements there is room.
    ///
    /// @return the number
    @Override
    public int remainingCapacity() {
        return messages.remainingCapacity();
    }

    /// Gives a weakly consistent iterator, the oldest element first. Its `remove` removes that very element if
    /// it is still there.
    ///
    /// @return the iterator; its `next` throws [io.heddle.TaskSerializationException] if an element cannot be
    ///     read here, and goes on with the one after it
    @Override
    public Iterator<E> iterator() {
        return new Traversal<>(messages, this::read);
    }

    /// Gives a weakly consistent spliterator.
    ///
    /// @return the spliterator
    @Override
    public Spliterator<E> spliterator() {
        return Spliterators.spliteratorUnknownSize(
                iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT);
    }

    // ---- removing ------------------------------------------------------------------------------

    /// Removes an element that is equal to an object, the oldest one.
    ///
    /// @param object the object
    /// @return whether one was removed, by this call
    @Override
    public boolean remove(@Nullable Object object) {
        if (object == null) {
            return false;
        }
        Traversal<E> traversal = new Traversal<>(messages, this::read);
        while (traversal.hasNext()) {
            if (object.equals(traversal.next()) && messages.remove(traversal.id()) > 0) {
                return true;
            }
        }
        return false;
    }

    /// Removes elements that satisfy a condition.
    ///
    /// @param condition asked about each element, while others may use the queue
    /// @return whether some were removed, by this call
    @Override
    public boolean removeIf(Predicate<? super E> condition) {
        Objects.requireNonNull(condition, "condition");
        Traversal<E> traversal = new Traversal<>(messages, this::read);
        long[] ids = traversal.ids(condition);
        return messages.remove(ids) > 0;
    }

    /// Removes elements that another collection contains.
    ///
    /// @param others the collection
    /// @return whether some were removed, by this call
    /// @throws NullPointerException if there is no collection
    @Override
    public boolean removeAll(Collection<?> others) {
        Objects.requireNonNull(others, "others");
        return removeIf(others::contains);
    }

    /// Removes elements that another collection does not contain.
    ///
    /// @param others the collection
    /// @return whether some were removed, by this call
    /// @throws NullPointerException if there is no collection
    @Override
    public boolean retainAll(Collection<?> others) {
        Objects.requireNonNull(others, "others");
        return removeIf(element -> !others.contains(element));
    }

    /// Removes all elements that are there now, without reading them.
    @Override
    public void clear() {
        messages.clear();
    }

    /// Shows the elements that are there now, or only how many if they cannot be read here.
    @Override
    public String toString() {
        try {
            return super.toString();
        } catch (TaskSerializationException e) {
            return "SharedQueue[elements=%d, unreadable here]".formatted(size());
        }
    }

    // ---- ending --------------------------------------------------------------------------------

    /// Says that whoever was sent this queue has opened it: this process keeps it no longer for them. Who opens it
    /// later gets a [io.heddle.HeddleException], unless another process still has it. Does no harm twice; if it is sent
    /// again, it is to be closed again.
    @Override
    public void close() {
        place.letGo();
    }

    @Serial
    private Object writeReplace() {
        return Kind.QUEUE.reference(place);
    }
}
