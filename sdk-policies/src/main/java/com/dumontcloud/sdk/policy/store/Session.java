package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection and what is made of it, for one piece of work at a time; opened anew once it was lost. Work that fails is rolled back.
 * Thread-safe.
 */
final class Session<T> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private final Dialect dialect;
    private final Opening<T> opening;
    private @Nullable Open<T> open;
    private boolean closed;

    /**
     * Takes up a connection.
     *
     * @param first what is open already
     * @param opening how to open it again
     */
    Session(Dialect dialect, Open<T> first, Opening<T> opening) {
        this.dialect = dialect;
        this.open = first;
        this.opening = opening;
    }

    /**
     * Does a piece of work.
     *
     * @throws DumontException {@link Kind#UNAVAILABLE} if the database fails, with what that means
     * @throws IllegalStateException if the store was closed
     */
    synchronized <R> R use(Work<T, R> work) {
        if (closed) {
            throw new IllegalStateException("this store was closed");
        }
        try {
            Open<T> session = opened();
            boolean done = false;
            try {
                R result = work.run(session.made);
                done = true;
                return result;
            } finally {
                if (!done) {
                    undo(session.connection);
                }
            }
        } catch (SQLException failure) {
            if (dialect.isLost(failure)) {
                drop();
            }
            throw new DumontException(Kind.UNAVAILABLE, dialect.explain(failure), failure);
        }
    }

    /** Does work that changes nothing; a connection that was lost while nobody used it is no failure of that. */
    synchronized <R> R read(Work<T, R> work) {
        try {
            return use(work);
        } catch (DumontException failure) {
            if (open != null) {
                throw failure;
            }
            return use(work);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        drop();
    }

    private Open<T> opened() throws SQLException {
        Open<T> known = open;
        if (known == null) {
            known = opening.open();
            open = known;
            log.info("The database is connected again");
        }
        return known;
    }

    private void drop() {
        Open<T> gone = open;
        open = null;
        if (gone != null) {
            quietlyClose(gone.connection);
        }
    }

    /** Where even that fails, nobody knows what the connection would make of the next piece of work. */
    private void undo(Connection connection) {
        try {
            dialect.rollBack(connection);
        } catch (SQLException failure) {
            log.debug("The connection is given up, since what failed on it could not be undone", failure);
            drop();
        }
    }

    static void quietlyClose(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException failure) {
            log.warn("The database could not be closed in order; nothing is lost by that", failure);
        }
    }

    /**
     * A connection that is open.
     *
     * @param made what works on it
     */
    record Open<T>(Connection connection, T made) {}

    /** Opens one. */
    @FunctionalInterface
    interface Opening<T> {
        Open<T> open() throws SQLException;
    }

    /** Work on what was made of the connection. */
    @FunctionalInterface
    interface Work<T, R> {
        R run(T made) throws SQLException;
    }
}
