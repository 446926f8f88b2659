package com.dumontcloud.sdk.policy.crash;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A simulated cloud in the test's own process, from a process that rents machines of it and dies. */
final class RemoteMarket implements MachineProvider {

    private final int port;
    private final TimeSource time;

    RemoteMarket(int port, TimeSource time) {
        this.port = port;
        this.time = time;
    }

    static ServerSocket serve(SimulatedCloud cloud) throws IOException {
        return Lines.serve(line -> answer(cloud, line.split(" ")));
    }

    private static String answer(SimulatedCloud cloud, String[] words) {
        return switch (words[0]) {
            case "list" ->
                cloud.list().machines().stream().map(RemoteMarket::text).collect(Collectors.joining(" "));
            case "read" ->
                cloud.read(MachineId.of(words[1])).map(RemoteMarket::text).orElse("");
            case "search" ->
                cloud.searchOffers(OfferQuery.builder().build()).stream()
                        .map(offer -> offer.id() + "," + offer.runningRate().usdPerHour())
                        .collect(Collectors.joining(" "));
            case "rent" -> {
                RentalRequest.Builder request = RentalRequest.builder(offer(words[1]), words[2]);
                labels(words[3]).forEach((name, value) -> request.label(new Label(name, value)));
                yield String.valueOf(cloud.rent(request.build()).machine());
            }
            case "label" ->
                String.valueOf(cloud.setLabel(MachineId.of(words[1]), new Label(words[2], words[3]))
                        .outcome());
            case "stop" -> String.valueOf(cloud.stop(MachineId.of(words[1])).outcome());
            case "destroy" ->
                String.valueOf(cloud.destroy(MachineId.of(words[1])).outcome());
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static String text(Machine machine) {
        String labels = machine.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(";"));
        return machine.id() + "," + machine.state() + "," + labels;
    }

    private static Machine machine(String text) {
        String[] parts = text.split(",", -1);
        return Machine.builder(MachineId.of(parts[0]), "market", MachineState.valueOf(parts[1]))
                .runningRate(HourlyRate.ofUsd("0.60"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .labels(labels(parts[2]))
                .build();
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String label : text.split(";")) {
            if (!label.isEmpty()) {
                labels.put(label.substring(0, label.indexOf('=')), label.substring(label.indexOf('=') + 1));
            }
        }
        return labels;
    }

    private static Offer offer(String text) {
        String[] parts = text.split(",", -1);
        return Offer.builder(parts[0], GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd(parts[1]))
                .build();
    }

    @Override
    public String name() {
        return "market";
    }

    @Override
    public ProviderCapabilities capabilities() {
        return ProviderCapabilities.builder()
                .rents(true)
                .labels(true)
                .rentalShowsWithin(Duration.ofMinutes(1))
                .build();
    }

    @Override
    public Listing list() {
        return new Listing(all("list").map(RemoteMarket::machine).toList(), true, time.wall());
    }

    @Override
    public Optional<Machine> read(MachineId id) {
        return all("read " + id).map(RemoteMarket::machine).findFirst();
    }

    @Override
    public List<Offer> searchOffers(OfferQuery query) {
        return all("search").map(RemoteMarket::offer).toList();
    }

    @Override
    public RentalReceipt rent(RentalRequest request) {
        String labels = request.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(";"));
        Offer offer = request.offer();
        String offered = offer.id() + "," + offer.runningRate().usdPerHour();
        return RentalReceipt.accepted(MachineId.of(ask("rent " + offered + " " + request.token() + " " + labels)));
    }

    @Override
    public ActionReceipt setLabel(MachineId id, Label label) {
        return change("label " + id + " " + label.name() + " " + label.value());
    }

    @Override
    public ActionReceipt stop(MachineId id) {
        return change("stop " + id);
    }

    @Override
    public ActionReceipt destroy(MachineId id) {
        return change("destroy " + id);
    }

    @Override
    public Witness witness(MachineId id) {
        return Witness.UNKNOWN;
    }

    @Override
    public WakeRisk wakeRisk(MachineId id) {
        return new WakeRisk(0, Duration.ZERO);
    }

    @Override
    public ActionReceipt start(MachineId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ActionReceipt reboot(MachineId id) {
        throw new UnsupportedOperationException();
    }

    private ActionReceipt change(String line) {
        return new ActionReceipt(ActionReceipt.Outcome.valueOf(ask(line)), "");
    }

    private Stream<String> all(String line) {
        return Arrays.stream(ask(line).split(" ")).filter(word -> !word.isEmpty());
    }

    private String ask(String line) {
        try (Lines lines = new Lines(port)) {
            return lines.ask(line);
        } catch (IOException broken) {
            throw new DumontException(Kind.NETWORK, "the market did not answer", broken);
        }
    }
}
