package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every rental of a cloud, oldest first, those included that are gone. Not thread-safe. */
final class Rentals {

    private final World world;
    private final List<Rental> all = new ArrayList<>();
    private final Map<MachineId, Rental> newest = new LinkedHashMap<>();

    Rentals(World world) {
        this.world = world;
    }

    Rental rent(Machine wish) {
        MachineId id = wish.id();
        switch (wish.state()) {
            case STARTING, RUNNING, STOPPED -> {}
            default ->
                throw new IllegalArgumentException(
                        "cannot rent " + id + " as " + wish.state().text() + "; begin as starting, running or stopped");
        }
        if (present(id) != null) {
            throw new IllegalArgumentException("cannot rent " + id + ": a machine with this id is there already");
        }
        Rental rental = new Rental(world, asOurs(wish));
        newest.put(id, rental);
        all.add(rental);
        return rental;
    }

    /** Returns the newest rental with this id, gone or not, caught up with the clock; absent if there never was one. */
    @Nullable
    Rental newest(MachineId id) {
        Rental rental = newest.get(id);
        if (rental != null) {
            rental.settle();
        }
        return rental;
    }

    /** Returns the rental with this id that is not gone. */
    @Nullable
    Rental present(MachineId id) {
        Rental rental = newest(id);
        return rental == null || rental.power().isGone() ? null : rental;
    }

    /** Returns what a list showed at this moment. */
    List<Machine> shownAt(long at) {
        List<Machine> machines = new ArrayList<>();
        for (Rental rental : all) {
            rental.settle();
            rental.shownAt(at).ifPresent(machines::add);
        }
        return machines;
    }

    List<Rental> all() {
        return all;
    }

    private Machine asOurs(Machine wish) {
        Machine.Builder ours = Machine.builder(wish.id(), world.provider(), wish.state())
                .name(wish.name())
                .labels(wish.labels())
                .ssh(wish.ssh() == null ? world.ssh() : wish.ssh())
                .createdAt(world.time().wall());
        Optional.ofNullable(wish.gpu()).ifPresent(ours::gpu);
        Optional.ofNullable(wish.region()).ifPresent(ours::region);
        ours.image(wish.image()).diskGb(wish.diskGb()).interruptible(wish.interruptible());
        Optional.ofNullable(wish.runningRate()).ifPresent(ours::runningRate);
        Optional.ofNullable(wish.parkedRate()).ifPresent(ours::parkedRate);
        return ours.build();
    }
}
