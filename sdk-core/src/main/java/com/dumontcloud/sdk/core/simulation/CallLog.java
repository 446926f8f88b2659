package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.model.MachineId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The calls made to a {@link SimulatedCloud}, oldest first, so that a test can say "stop was called exactly once".
 *
 * <p>Keeps the newest {@value #CAPACITY} calls; older ones are forgotten and no longer counted. Thread-safe.
 */
public final class CallLog {

    /** How many calls are kept. */
    public static final int CAPACITY = 100_000;

    private final Deque<Call> calls = new ArrayDeque<>();

    CallLog() {}

    /** Returns every call. */
    public synchronized List<Call> all() {
        return List.copyOf(calls);
    }

    /** Returns the calls of one operation. */
    public synchronized List<Call> of(Operation operation) {
        return calls.stream().filter(call -> call.operation() == operation).toList();
    }

    /** Returns the calls of one operation on one machine. */
    public synchronized List<Call> of(Operation operation, MachineId machine) {
        return calls.stream()
                .filter(call -> call.operation() == operation && machine.equals(call.machine()))
                .toList();
    }

    /** Returns how often an operation was called, failed calls included. */
    public int count(Operation operation) {
        return of(operation).size();
    }

    /** Returns how often an operation was called on one machine, failed calls included. */
    public int count(Operation operation, MachineId machine) {
        return of(operation, machine).size();
    }

    /** Forgets every call so far. */
    public synchronized void clear() {
        calls.clear();
    }

    synchronized void add(Call call) {
        if (calls.size() == CAPACITY) {
            calls.removeFirst();
        }
        calls.addLast(call);
    }
}
