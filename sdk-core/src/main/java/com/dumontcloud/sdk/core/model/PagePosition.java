package com.dumontcloud.sdk.core.model;

/**
 * Where a page stands in a list. Immutable.
 *
 * @param page the number of this page, from 1
 * @param perPage how many rows a full page has, 1 or more
 * @param total how many rows the whole list has, 0 or more
 */
public record PagePosition(int page, int perPage, long total) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one of the numbers is out of its range
     */
    public PagePosition {
        if (page < 1 || perPage < 1 || total < 0) {
            throw new IllegalArgumentException("page " + page + " of " + perPage + " rows each, " + total
                    + " in all: the first two must be 1 or more, the last 0 or more");
        }
    }

    /** Returns whether no row comes after this page. */
    public boolean isLast() {
        return (long) page * perPage >= total;
    }
}
