package io.heddle.manager;

import io.heddle.HeddleException;
import io.heddle.ProcessStrand;
import io.heddle.Task;
import io.heddle.spi.Codec;
import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// A process of its own that holds objects for others: maps, lists, queues, values, and objects of any interface.
///
/// What it gives are proxies. A lambda that captures one carries it to pools, strands and other processes of this user; there
/// it connects by itself, and works on the same object. Many threads and processes may call at once; a call that waits
/// holds up no other.
///
/// A call is a message to another process and back, some ten thousand times slower than a call. For numbers, queues and
/// locks that are used very often take `io.heddle.shared`, which needs no server (Linux). A manager is for state with a
/// logic of its own, which several processes change. Over a network it is the cluster that does this.
///
/// ## What is copied
/// Arguments and results are copies: they travel as tasks and results do. Only proxies, and objects of
/// `io.heddle.shared`, are references; so a list in a map is a copy, `map.get("a").add(1)` changes nothing there, and a
/// [#list()] that is put into a [#map()] is the same list for all. An object returns another one by reference if it returns
/// a proxy: its maker may capture this manager and [#share] what it gives out. Within the process of the manager a proxy
/// calls its object directly, and nothing is copied.
///
/// ## Lifecycle
/// Objects are there until [#release] or the end of the process; nothing counts who still uses them. The process ends with
/// [#close()], and with the process that started it, however that ends. Elsewhere a manager that came with a lambda makes and
/// releases objects as well, and cannot be closed.
///
/// ## Exceptions
/// What a method throws arrives as it was thrown, if its class can travel: with the stack that it had in the manager, and
/// behind that the one of the caller. A [io.heddle.RemoteTaskException] stands in for what cannot travel. A checked
/// exception that the method does not declare comes in a [java.lang.reflect.UndeclaredThrowableException], as from every
/// proxy of the JDK.
///
/// ## Memory consistency
/// What a process did before a call *happens-before* what the object does in it, and that before what the caller does
/// after it. Objects are called by several threads at once, each call in one of its own: they must be made for that, and
/// must not know threads again, as locks that are held from one call to the next do.
///
/// ## Cancellation
/// An interrupt ends a call of a method that declares [InterruptedException], or something above it, at once; the thread
/// that runs it in the manager is interrupted too. Calls of queues are *clean*: nothing is taken, or it comes back; nothing
/// is put, or it goes away again, unless somebody has taken it in between. Others are *detached*: what the method makes of
/// its interrupt is its affair. A method that does not declare it goes on to its end; the interrupt is still there
/// afterwards.
///
/// ## If a process dies
/// If it is that of the manager, calls that wait and all later ones fail with [ManagerEndedException]; none hangs. Is it
/// only stopped, they wait until it goes on, or for as long as [ManagerBuilder#silenceLimit] says. If a caller dies, its calls
/// that still run are interrupted; an element of a queue that was on its way to it goes back to the head. Elements arrive
/// *at least once*: a process that ends right after a `take` may not have been able to say that it has the element, and then
/// another one gets it, too.
///
/// ## Resources
/// Each call that runs has a thread of the system in the process of the manager; ten thousand that wait are ten thousand
/// threads. Where the system gives no more, a call fails with a [HeddleException]. What is said to a manager that is stopped
/// waits in the memory of whoever said it.
///
/// ## Source
/// Python's `multiprocessing.managers`; `unix(7)`.
public final class Manager implements AutoCloseable, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Workshop workshop;
    private final transient Address address;

    /// Of whoever has started it; `null` for all others.
    private final transient @Nullable ProcessStrand<?> process;

    /// Set by [#close()].
    private transient volatile boolean closed;

    /// What travels instead of a manager.
    private record Copy(Workshop workshop) implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private Object readResolve() {
            return new Manager(workshop, null);
        }
    }

    private Manager(Workshop workshop, @Nullable ProcessStrand<?> process) {
        this.workshop = workshop;
        this.address = Objects.requireNonNull(Reference.of(workshop), "a proxy").address();
        this.process = process;
    }

    /// Takes over a process that has reported.
    static Manager of(Address address, Codec codec, ProcessStrand<?> process) {
        Reference first = new Reference(address, Workshop.ID, Workshop.class);
        Manager manager = new Manager((Workshop) ObjectProxy.open(first, codec), process);
        Endings.note(address, manager::ending);
        return manager;
    }

    @Serial
    private Object writeReplace() {
        return new Copy(workshop);
    }

    /// Starts a process for objects, as [#builder()] makes it if nothing is said.
    ///
    /// @return a manager without objects
    /// @throws HeddleException if the process cannot be started, or the calling thread is interrupted meanwhile
    public static Manager start() {
        return builder().start();
    }

    /// Says what a manager is to be like.
    ///
    /// @return a builder
    public static ManagerBuilder builder() {
        return new ManagerBuilder();
    }

    /// Makes a map. It has neither `null` keys nor values.
    ///
    /// Each of its methods happens at once, `putAll` and `clear` for each key. A function given to `compute`,
    /// `computeIfAbsent`, `computeIfPresent` or `merge` runs in the manager, once, if it is `Serializable` (cast a
    /// lambda: `(BiFunction<…> & Serializable)`), and must not use the map itself there; any other runs here, and again if
    /// somebody else was faster. Both are given copies, and may change them. `replaceAll` does so for each key. Keys, values
    /// and entries are walked as they were when the walk began; to remove an entry or a value in the walk removes it unless
    /// somebody else has replaced it meanwhile.
    /// Values are compared by `equals`, so `replace(key, array, …)` never finds the array.
    ///
    /// For a set take `Collections.newSetFromMap(manager.map())`.
    ///
    /// @param <K> the type of the keys
    /// @param <V> the type of the values
    /// @return a proxy; it is equal to any map of the same contents
    /// @throws ManagerEndedException if the process has ended
    @SuppressWarnings("unchecked") // it is one of any types
    public <K, V> ConcurrentMap<K, V> map() {
        return (ConcurrentMap<K, V>) workshop.make(MapCalls.class, () -> new MapStore<K, V>());
    }

    /// Makes a list.
    ///
    /// Each of its methods happens at once, also `addAll`, `sort`, `removeIf` and the like; on the views `subList` and
    /// `reversed` a method is several calls. Functions run where those of a [#map()] do; what compares or filters must not
    /// change elements. It is walked as it was when the walk began; an iterator changes it as long as nobody else has, and
    /// fails with [java.util.ConcurrentModificationException] otherwise. Positions may mean another element as soon as
    /// somebody else changes it: of what a [#queue()] is for, take that.
    ///
    /// @param <E> the type of the elements
    /// @return a proxy; it is equal to any list of the same contents
    /// @throws ManagerEndedException if the process has ended
    @SuppressWarnings("unchecked") // it is one of any type
    public <E extends @Nullable Object> List<E> list() {
        return (List<E>) workshop.make(ListCalls.class, () -> new ListStore<E>());
    }

    /// Makes a queue with as much room as there is memory.
    ///
    /// @param <E> the type of the elements
    /// @return a proxy, as of [#queue(int)]
    /// @throws ManagerEndedException if the process has ended
    public <E> BlockingQueue<E> queue() {
        return queue(Integer.MAX_VALUE);
    }

    /// Makes a first-in-first-out queue. Who waits longer is not always served before somebody who has just come.
    ///
    /// An element goes to one taker. One that was on its way to a process that died, or to a thread that was
    /// interrupted, goes back to its place; then there may be more elements than there is room for. So does one that the taker
    /// cannot read, and it is the first again: somebody who has its class must take it, or the queue be cleared. It is walked
    /// as it was when the walk began.
    ///
    /// @param <E> the type of the elements
    /// @param capacity how many have room; at least 1
    /// @return a proxy; it is equal to any other of the same queue
    /// @throws IllegalArgumentException if there would be no room
    /// @throws ManagerEndedException if the process has ended
    @SuppressWarnings("unchecked") // it is one of any type
    public <E> BlockingQueue<E> queue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a queue has room for at least one element: capacity=" + capacity);
        }
        return (BlockingQueue<E>)
                workshop.make(QueueCalls.class, () -> new QueueStore<E>(capacity));
    }

    /// Makes a value.
    ///
    /// @param <T> its type
    /// @param initial what it is at first; copied
    /// @return a proxy
    /// @throws HeddleException if the value cannot travel
    /// @throws ManagerEndedException if the process has ended
    @SuppressWarnings("unchecked") // it is one of that type
    public <T extends @Nullable Object> ManagedValue<T> value(T initial) {
        return (ManagedValue<T>) workshop.make(ValueCalls.class, () -> new ValueStore<>(initial));
    }

    /// Makes an object in the process of the manager that is called by an interface.
    ///
    /// All methods of the interface go there, also default ones. `equals` and `hashCode` tell whether two proxies stand for the
    /// same object, `toString` names it: none of the three is a call.
    ///
    /// @param <T> the interface
    /// @param type an interface; not sealed, and public or in a package that is open
    /// @param maker gives the object; runs in the process of the manager, once, if the interface can be called there
    /// @return a proxy
    /// @throws IllegalArgumentException if that is no interface, or there can be no proxies of it
    /// @throws HeddleException if the maker fails; its exception is the cause
    /// @throws io.heddle.TaskSerializationException if the maker cannot travel
    /// @throws ManagerEndedException if the process has ended
    public <T> T share(Class<T> type, Task<? extends T> maker) {
        Objects.requireNonNull(maker, "maker");
        if (!type.isInterface() || type.isSealed() || type.isHidden()) {
            throw new IllegalArgumentException(
                    "an object of a manager is called by an interface that is not sealed: type="
                            + type.getName());
        }
        return type.cast(workshop.make(type, maker));
    }

    /// Forgets an object. Later calls, by any proxy, fail with [IllegalStateException], and so do those that wait in a queue;
    /// others that are under way go on.
    ///
    /// @param proxy what this manager gave, here or elsewhere
    /// @return whether it was still there
    /// @throws IllegalArgumentException if it is no proxy of this manager
    /// @throws ManagerEndedException if the process has ended
    public boolean release(Object proxy) {
        Reference reference = Reference.of(Objects.requireNonNull(proxy, "proxy"));
        if (reference == null || !reference.address().equals(address)) {
            throw new IllegalArgumentException(
                    "this is no object of this manager: %s object=%s"
                            .formatted(address, reference == null ? proxy.getClass() : reference));
        }
        return workshop.release(reference.id());
    }

    /// Tells the name of the manager.
    ///
    /// @return as given, or `manager-` and a number
    public String name() {
        return address.manager();
    }

    /// Tells which process has the objects.
    ///
    /// @return its process id
    public long pid() {
        return address.pid();
    }

    /// Ends the process with everything that it has started, and waits for that. Calls that wait fail. Does nothing if it has
    /// ended.
    ///
    /// If the calling thread is interrupted, the process is killed at once; the interrupt is still there afterwards.
    ///
    /// @throws IllegalStateException if another process has started it
    @Override
    public void close() {
        if (process == null) {
            throw new IllegalStateException(
                    "a manager is closed by the process that started it: " + address);
        }
        closed |= process.isAlive();
        var _ = process.cancel(true);
        try {
            process.join();
        } catch (InterruptedException e) {
            process.kill();
            Thread.currentThread().interrupt();
        }
    }

    private Endings.Ending ending() {
        return ManagerBuilder.ending(Objects.requireNonNull(process), closed);
    }

    /// Tells whether it is the same manager.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Manager manager && manager.address.equals(address);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    /// Names it.
    @Override
    public String toString() {
        return address.toString();
    }
}
