package io.heddle.manager;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The list behind a [RemoteList]. Each call happens at once.
///
/// @param <E> the type of the elements
final class ListStore<E extends @Nullable Object> implements ListCalls<E> {

    /// A change of the whole list.
    interface Edit<E extends @Nullable Object> extends Serializable {
        /// Makes the change; tells whether there was any.
        boolean apply(List<E> list);
    }

    /// Guarded by this, as is its stamp.
    private ArrayList<E> list = new ArrayList<>();

    private long stamp;

    @Override
    public synchronized int size() {
        return list.size();
    }

    @Override
    public synchronized E get(int index) {
        return list.get(index);
    }

    @Override
    public synchronized E set(int index, E element) {
        E before = list.set(index, element);
        stamp++;
        return before;
    }

    @Override
    public synchronized boolean add(E element) {
        stamp++;
        return list.add(element);
    }

    @Override
    public synchronized E remove(int index) {
        E gone = list.remove(index);
        stamp++;
        return gone;
    }

    @Override
    public synchronized boolean removeElement(@Nullable Object element) {
        boolean was = list.remove(element);
        stamp += was ? 1 : 0;
        return was;
    }

    @Override
    public synchronized E getEnd(boolean first) {
        return list.get(end(first));
    }

    @Override
    public synchronized E removeEnd(boolean first) {
        return remove(end(first));
    }

    private int end(boolean first) {
        if (list.isEmpty()) {
            throw new NoSuchElementException("the list is empty");
        }
        return first ? 0 : list.size() - 1;
    }

    @Override
    public synchronized int indexOf(@Nullable Object element, boolean last) {
        return last ? list.lastIndexOf(element) : list.indexOf(element);
    }

    @Override
    public synchronized boolean addAll(int index, Collection<? extends E> all) {
        boolean changed = list.addAll(index < 0 ? list.size() : index, all);
        stamp++;
        return changed;
    }

    @Override
    public synchronized Stamped<List<E>> stamped() {
        return new Stamped<>(new ArrayList<>(list), stamp);
    }

    @Override
    public synchronized boolean swap(long known, List<E> all) {
        if (known != stamp) {
            return false;
        }
        list = new ArrayList<>(all);
        stamp++;
        return true;
    }

    /// Whatever the change does or throws, it is made wholly or not at all.
    @Override
    public synchronized boolean edit(Edit<E> edit) {
        ArrayList<E> next = new ArrayList<>(list);
        boolean changed = edit.apply(next);
        if (changed) {
            list = next;
            stamp++;
        }
        return changed;
    }

    @Override
    public synchronized long addAt(int index, E element, long known) {
        requireKnown(known);
        list.add(index, element);
        return ++stamp;
    }

    @Override
    public synchronized long setAt(int index, E element, long known) {
        requireKnown(known);
        var _ = list.set(index, element);
        return ++stamp;
    }

    @Override
    public synchronized long removeAt(int index, long known) {
        requireKnown(known);
        var _ = list.remove(index);
        return ++stamp;
    }

    private void requireKnown(long known) {
        if (known >= 0 && known != stamp) {
            throw new ConcurrentModificationException(
                    "the list has changed since it was walked: changes=" + (stamp - known));
        }
    }
}
