package com.dumontcloud.sdk.policy.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What differs from one database to the other: how to get in, where the schema is, and what its failures mean. */
interface Dialect extends AutoCloseable {

    /** Returns the one connection that writes, ready for transactions. */
    Connection connect() throws SQLException;

    /** Returns the one connection that writes history, ready for transactions that may be lost. */
    Connection connectToHistory() throws SQLException;

    /** Checks that what is stored can be trusted, before anything is read or written. */
    void check(Connection connection) throws SQLException;

    /** Returns the name of the folder with the schema, beside this class. */
    String schema();

    /** Returns what is added to the question for the one row that everybody who writes asks for first, so that they do so in turn. */
    default String rowLock() {
        return "";
    }

    /** Returns whether a failure means that the connection is gone, and another one may be opened in its place. */
    default boolean isLost(SQLException failure) {
        return false;
    }

    /** Undoes what was done since the last commit, so that the next statement begins a transaction. */
    default void rollBack(Connection connection) throws SQLException {
        connection.rollback();
    }

    /** Returns what a failure means, and what a person can do about it. */
    String explain(SQLException failure);

    /** Lets go of what keeps others out. */
    @Override
    void close();
}
