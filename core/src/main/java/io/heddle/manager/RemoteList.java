package io.heddle.manager;

import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What [Manager#list()] gives.
final class RemoteList<E extends @Nullable Object> extends AbstractList<E> implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final transient ListCalls<E> stored;

    RemoteList(ListCalls<E> stored) {
        this.stored = stored;
    }

    Object stored() {
        return stored;
    }

    @Serial
    private Object writeReplace() {
        return stored;
    }

    // ---- one call each
    // ---------------------------------------------------------------------------

    @Override
    public int size() {
        return stored.size();
    }

    @Override
    public E get(int index) {
        return stored.get(index);
    }

    @Override
    public E set(int index, E element) {
        return stored.set(index, element);
    }

    @Override
    public boolean add(E element) {
        return stored.add(element);
    }

    @Override
    public void add(int index, E element) {
        var _ = stored.addAt(index, element, -1);
    }

    @Override
    public E remove(int index) {
        return stored.remove(index);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return stored.removeElement(element);
    }

    @Override
    public E getFirst() {
        return stored.getEnd(true);
    }

    @Override
    public E getLast() {
        return stored.getEnd(false);
    }

    @Override
    public E removeFirst() {
        return stored.removeEnd(true);
    }

    @Override
    public E removeLast() {
        return stored.removeEnd(false);
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return indexOf(element) >= 0;
    }

    @Override
    public boolean containsAll(Collection<?> these) {
        return snapshot().containsAll(these);
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return stored.indexOf(element, false);
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return stored.indexOf(element, true);
    }

    @Override
    public boolean addAll(Collection<? extends E> all) {
        return stored.addAll(-1, new ArrayList<>(all));
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> all) {
        Objects.checkIndex(index, Integer.MAX_VALUE);
        return stored.addAll(index, new ArrayList<>(all));
    }

    @Override
    public Object[] toArray() {
        return snapshot().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return snapshot().toArray(array);
    }

    private List<E> snapshot() {
        return stored.stamped().value();
    }

    // ---- by a function, at once
    // ------------------------------------------------------------------

    @Override
    public void clear() {
        change(
                list -> {
                    boolean had = !list.isEmpty();
                    list.clear();
                    return had;
                },
                true);
    }

    @Override
    protected void removeRange(int from, int to) {
        change(
                list -> {
                    list.subList(from, to).clear();
                    return to > from;
                },
                true);
    }

    @Override
    public boolean removeAll(Collection<?> these) {
        List<Object> copy = new ArrayList<>(these);
        return change(list -> list.removeAll(copy), true);
    }

    @Override
    public boolean retainAll(Collection<?> these) {
        List<Object> copy = new ArrayList<>(these);
        return change(list -> list.retainAll(copy), true);
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter, "filter");
        return change(list -> list.removeIf(filter), filter instanceof Serializable);
    }

    @Override
    public void replaceAll(UnaryOperator<E> operator) {
        Objects.requireNonNull(operator, "operator");
        boolean travels = operator instanceof Serializable;
        UnaryOperator<E> ofCopies =
                travels
                        ? (UnaryOperator<E> & Serializable) each -> operator.apply(Copy.of(each))
                        : operator;
        change(
                list -> {
                    list.replaceAll(ofCopies);
                    return true;
                },
                travels);
    }

    @Override
    public void sort(@Nullable Comparator<? super E> order) {
        change(
                list -> {
                    list.sort(order);
                    return true;
                },
                order == null || order instanceof Serializable);
    }

    private boolean change(ListStore.Edit<E> edit, boolean travels) {
        if (travels) {
            return stored.edit(edit);
        }
        while (true) {
            Stamped<List<E>> now = stored.stamped();
            if (!edit.apply(now.value())) {
                return false;
            }
            if (stored.swap(now.stamp(), now.value())) {
                return true;
            }
        }
    }

    // ---- walking
    // ---------------------------------------------------------------------------------

    @Override
    public Iterator<E> iterator() {
        return new Walk(0);
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        return new Walk(index);
    }

    @Override
    public Spliterator<E> spliterator() {
        return snapshot().spliterator();
    }

    /// Walks through a copy, and changes both; only as long as nobody else has changed the list.
    private final class Walk implements ListIterator<E> {
        private final ListIterator<E> copy;
        private long stamp;

        /// Of the element that was last walked over, -1 if there is none.
        private int last = -1;

        Walk(int index) {
            Stamped<List<E>> now = stored.stamped();
            this.copy = now.value().listIterator(index);
            this.stamp = now.stamp();
        }

        @Override
        public boolean hasNext() {
            return copy.hasNext();
        }

        @Override
        public E next() {
            E next = copy.next();
            last = copy.previousIndex();
            return next;
        }

        @Override
        public boolean hasPrevious() {
            return copy.hasPrevious();
        }

        @Override
        public E previous() {
            E previous = copy.previous();
            last = copy.nextIndex();
            return previous;
        }

        @Override
        public int nextIndex() {
            return copy.nextIndex();
        }

        @Override
        public int previousIndex() {
            return copy.previousIndex();
        }

        private int last() {
            if (last < 0) {
                throw new IllegalStateException("call next() or previous() before");
            }
            return last;
        }

        @Override
        public void remove() {
            stamp = stored.removeAt(last(), stamp);
            copy.remove();
            last = -1;
        }

        @Override
        public void set(E element) {
            stamp = stored.setAt(last(), element, stamp);
            copy.set(element);
        }

        @Override
        public void add(E element) {
            stamp = stored.addAt(copy.nextIndex(), element, stamp);
            copy.add(element);
            last = -1;
        }
    }
}
