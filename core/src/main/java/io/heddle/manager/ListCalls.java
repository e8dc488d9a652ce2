package io.heddle.manager;

import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a [ListStore] is called; as [List] where nothing else is said. A stamp is that of the list when the caller last knew it, -1
/// for "as it is now".
///
/// @param <E> the type of the elements
interface ListCalls<E extends @Nullable Object> {
    int size();

    E get(int index);

    E set(int index, E element);

    boolean add(E element);

    E remove(int index);

    boolean removeElement(@Nullable Object element);

    E getEnd(boolean first);

    E removeEnd(boolean first);

    int indexOf(@Nullable Object element, boolean last);

    boolean addAll(int index, Collection<? extends E> all);

    Stamped<List<E>> stamped();

    boolean swap(long stamp, List<E> all);

    boolean edit(ListStore.Edit<E> edit);

    /// These give the stamp of the list afterwards.
    ///
    /// @throws ConcurrentModificationException if the list is another one than the caller knew
    long addAt(int index, E element, long stamp);

    long setAt(int index, E element, long stamp);

    long removeAt(int index, long stamp);
}
