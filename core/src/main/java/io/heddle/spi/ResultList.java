package io.heddle.spi;

import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/// The results of a `map`, on pages.
///
/// In one array a million of them would be a humongous object of the G1 collector: it lies in the old
/// generation at once, and all that it names counts as alive until the next marking, long after the list was
/// dropped. Filled by the thread that made the call; whoever has the list then may replace elements, but adds
/// and removes none. Not synchronized.
final class ResultList extends AbstractList<@Nullable Object>
        implements RandomAccess, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /// Elements of a full page, far below half a region of the smallest size.
    static final int PAGE = 1 << 13;

    private static final int SMALLEST_PAGE = 16;

    /// All are full but the last.
    private final transient List<@Nullable Object[]> pages = new ArrayList<>();

    private transient int size;

    /// Puts elements at the end.
    ///
    /// @param more the elements
    void append(@Nullable Object[] more) {
        int taken = 0;
        while (taken < more.length) {
            @Nullable Object[] page = pageWithRoom(more.length - taken);
            int begin = size % PAGE;
            int count = Math.min(more.length - taken, page.length - begin);
            System.arraycopy(more, taken, page, begin, count);
            taken += count;
            size = Math.addExact(size, count);
        }
    }

    private @Nullable Object[] pageWithRoom(int wanted) {
        if (size % PAGE == 0) {
            pages.add(new @Nullable Object[Math.clamp(wanted, SMALLEST_PAGE, PAGE)]);
        }
        @Nullable Object[] last = pages.getLast();
        if (size % PAGE == last.length) {
            last = Arrays.copyOf(last, Math.min(2 * last.length, PAGE));
            pages.set(pages.size() - 1, last);
        }
        return last;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public @Nullable Object get(int index) {
        Objects.checkIndex(index, size);
        return pages.get(index / PAGE)[index % PAGE];
    }

    @Override
    public @Nullable Object set(int index, @Nullable Object element) {
        Object before = get(index);
        pages.get(index / PAGE)[index % PAGE] = element;
        return before;
    }

    /// It travels as a list that everybody knows.
    @Serial
    private Object writeReplace() {
        return new ArrayList<>(this);
    }
}
