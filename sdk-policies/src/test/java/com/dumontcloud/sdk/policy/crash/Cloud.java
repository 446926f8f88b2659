package com.dumontcloud.sdk.policy.crash;

import com.dumontcloud.sdk.core.model.MachineState;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A provider in the test's own process, which no crash of the fleet's touches: it does as it is told and remembers it. */
final class Cloud implements AutoCloseable {

    private final Instant origin;
    private final Map<String, Bill> machines = new TreeMap<>();
    private final Map<String, Integer> stops = new TreeMap<>();
    private final List<Instant> copies = new ArrayList<>();
    private final Map<String, Integer> newestCopy = new TreeMap<>();
    private int verified;
    private final List<String> repeated = new ArrayList<>();
    private final ServerSocket server;

    /** @param origin where the fleet's fast clocks begin */
    Cloud(Instant origin) throws IOException {
        this.origin = origin;
        server = Lines.serve(this::answer);
    }

    int port() {
        return server.getLocalPort();
    }

    synchronized void rent(String id) {
        machines.put(id, new Bill(now()));
    }

    synchronized MachineState state(String id) {
        return machines.get(id).state();
    }

    /** Returns what all machines cost so far, by the clocks of the fleet. */
    synchronized BigDecimal billedUsd() {
        Instant now = now();
        return machines.values().stream().map(bill -> bill.usdUntil(now)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    synchronized int stops(String id) {
        return stops.getOrDefault(id, 0);
    }

    /** Returns the changes that were asked for though they had been made already. */
    synchronized List<String> repeated() {
        return List.copyOf(repeated);
    }

    /** Returns how often a copy was read back. */
    synchronized int verified() {
        return verified;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private synchronized String answer(String line) {
        String[] words = line.split(" ");
        return switch (words[0]) {
            case "list" ->
                machines.entrySet().stream()
                        .map(machine ->
                                machine.getKey() + " " + machine.getValue().state())
                        .collect(Collectors.joining(" "));
            case "read" -> machines.get(words[1]).state().name();
            case "stop" -> {
                stops.merge(words[1], 1, Integer::sum);
                yield change(words[1], MachineState.STOPPED);
            }
            case "take" -> {
                copies.add(now());
                newestCopy.put(words[1], copies.size() - 1);
                yield String.valueOf(copies.size() - 1);
            }
            case "newest" -> newestCopy.containsKey(words[1]) ? String.valueOf(newestCopy.get(words[1])) : "none";
            case "created" -> {
                verified++;
                yield copies.get(Integer.parseInt(words[1])).toString();
            }
            case "start" -> change(words[1], MachineState.RUNNING);
            default -> throw new IllegalArgumentException(line);
        };
    }

    private String change(String id, MachineState target) {
        Bill machine = machines.get(id);
        if (machine.state() == target) {
            repeated.add(target + " " + id);
        }
        machine.become(target, now());
        return "ok";
    }

    private Instant now() {
        return FastTime.wall(origin, FleetProcess.SPEED);
    }
}
