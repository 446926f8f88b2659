package com.dumontcloud.sdk.core.client;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A long list that is fetched page by page while it is read, one request a page, on the thread that reads.
 *
 * <p>Every iteration starts anew at the first page; nothing is fetched before the first element is asked for. A list that
 * changes meanwhile may show an element twice or leave one out. Reading throws
 * {@link com.dumontcloud.sdk.core.error.DumontException} as every call does. The iterable is thread-safe, its iterators are
 * not.
 *
 * @param <T> what is listed
 */
public final class PagedIterable<T> implements Iterable<T> {

    private final IntFunction<Page<T>> fetch;

    PagedIterable(IntFunction<Page<T>> fetch) {
        this.fetch = fetch;
    }

    @Override
    public Iterator<T> iterator() {
        return new PageIterator<>(fetch);
    }

    /** Returns the elements as a sequential stream that fetches as it goes. */
    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    /**
     * What one request brought.
     *
     * @param rows in the order of the list
     * @param last whether no page follows
     */
    record Page<T>(List<T> rows, boolean last) {}

    private static final class PageIterator<T> implements Iterator<T> {

        private final IntFunction<Page<T>> fetch;
        private Iterator<T> rows = List.<T>of().iterator();
        private int fetched;
        private boolean last;

        private PageIterator(IntFunction<Page<T>> fetch) {
            this.fetch = fetch;
        }

        @Override
        public boolean hasNext() {
            while (!rows.hasNext() && !last) {
                Page<T> page = fetch.apply(fetched + 1);
                fetched++;
                rows = page.rows().iterator();
                last = page.last();
            }
            return rows.hasNext();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the list has no more elements");
            }
            return rows.next();
        }
    }
}
