package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineSettings;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads what is said of renting machines: {@code GET /offers}, {@code POST /instances} and {@code GET /balance}.
 *
 * <p>Unknown fields are skipped. The {@code decode} methods throw {@link InvalidDocumentException} for what they cannot read.
 * Thread-safe, does not block.
 */
public final class MarketCodec {

    /** The smallest disk, in GB, that a machine is rented with, and the one it has where none is named. */
    public static final int SMALLEST_DISK_GB = 50;

    /** The largest disk, in GB, that a machine is rented with. */
    public static final int LARGEST_DISK_GB = 1000;

    /** The most GPUs of a machine. */
    public static final int MOST_GPUS = 64;

    /** The most offers in a reply. */
    public static final int MOST_OFFERS = 500;

    private static final int DEFAULT_OFFERS = 20;
    private static final int HIGHEST_PORT = 65_535;
    /** What no machine costs an hour: whoever names more mistyped. */
    static final BigDecimal LARGEST_RATE = BigDecimal.valueOf(100_000);

    private static final int LONGEST_TEXT = 256;
    private static final int LONGEST_SCRIPT = 16 * 1024;
    private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);

    /** A word of the contract in any case, or what a registry takes: host, path, tag, digest. */
    private static final Pattern IMAGE = Pattern.compile("(?i:pytorch|tensorflow)"
            + "|([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
            + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?");

    private MarketCodec() {}

    /** Returns the reply to {@code GET /offers}. */
    public static byte[] encodeOffers(List<Offer> offers) {
        return ViewWriter.document(
                out -> out.list("offers", offers, MarketCodec::write).whole("count", offers.size()));
    }

    /** Returns what a reply to {@code GET /offers} lists. */
    public static List<Offer> decodeOffers(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_ANSWER);
        if (!root.has("offers")) {
            throw root.fault("offers", "there", null);
        }
        return root.objects("offers").stream().map(MarketCodec::read).toList();
    }

    /** Returns the reply to {@code GET /balance}. */
    public static byte[] encodeCredit(Credit credit) {
        return ViewWriter.document(out -> out.decimal("credit_usd", credit.usd())
                .decimal("burn_usd_per_hour", credit.burn().usdPerHour())
                .decimal("hours_left", credit.lasts().map(MarketCodec::hours).orElse(null)));
    }

    /** Returns what a reply to {@code GET /balance} tells. */
    public static Credit decodeCredit(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_ANSWER);
        BigDecimal credit = root.decimal("credit_usd");
        HourlyRate burn = MachineCodec.rate(root, "burn_usd_per_hour");
        if (credit == null || burn == null) {
            throw root.fault(credit == null ? "credit_usd" : "burn_usd_per_hour", "there", null);
        }
        return new Credit(credit, burn);
    }

    /** Returns the body of {@code POST /instances}. */
    public static byte[] encodeOrder(MachineOrder order) {
        OfferQuery query = order.query();
        MachineSettings settings = order.settings();
        return ViewWriter.document(out -> {
            write(out, order, query);
            if (settings != null) {
                out.object("settings", below -> SettingsCodec.writeChange(below, settings));
            }
        });
    }

    private static void write(ViewWriter out, MachineOrder order, OfferQuery query) {
        out.text("offer_id", order.offerId())
                .text("rental_token", order.token())
                .text("name", order.name())
                .object("labels", below -> new TreeMap<>(order.labels()).forEach(below::text))
                .text("gpu", joined(query.gpuNames()))
                .whole("num_gpus", query.gpuCount())
                .whole("min_gpu_memory_mb", query.minGpuMemoryMib())
                .text("region", regions(query))
                .text("image", order.image())
                .whole("disk_gb", query.diskGb())
                .flag("spot", query.isInterruptible())
                .decimal("bid_usd_per_hour", MachineCodec.usd(order.bid()))
                .decimal("max_price_usd_per_hour", MachineCodec.usd(query.maxRate()))
                .number("min_reliability", query.minReliability())
                .texts("excluded_hosts", new TreeSet<>(query.excludedHosts()))
                .object("environment", below -> new TreeMap<>(order.environment()).forEach(below::text))
                .text("on_start", order.onStart())
                .texts(
                        "tcp_ports",
                        order.tcpPorts().stream().sorted().map(String::valueOf).toList())
                .text("ssh_public_key", order.sshPublicKey());
    }

    /** Returns what a body of {@code POST /instances} orders. */
    public static MachineOrder decodeOrder(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_REQUEST);
        requireWhatItIsAbout(root);
        String token = text(root, "rental_token", LONGEST_TEXT);
        if (token != null && !RentalRequest.isToken(token)) {
            throw root.outOfRange("rental_token", "8 to 32 of A-Z a-z 0-9", null);
        }
        MachineOrder.Builder order = MachineOrder.builder(query(root))
                .offerId(text(root, "offer_id", LONGEST_TEXT))
                .token(token)
                .name(name(root))
                .image(image(root))
                .environment(environment(root))
                .onStart(text(root, "on_start", LONGEST_SCRIPT))
                .tcpPorts(ports(root))
                .sshPublicKey(publicKey(root))
                .settings(settings(root));
        labels(root).forEach(order::label);
        HourlyRate bid = MachineCodec.rate(root, "bid_usd_per_hour");
        if (bid != null && !Boolean.TRUE.equals(root.flag("spot"))) {
            throw root.outOfRange(
                    "bid_usd_per_hour", "absent unless spot is true: nobody bids for other machines", null);
        }
        return order.bid(bid).build();
    }

    /** An empty document does not rent whatever is cheapest. */
    private static void requireWhatItIsAbout(JsonObject root) {
        boolean hasNoGpu = "0".equals(root.text("num_gpus"));
        if (!root.has("offer_id") && !root.has("gpu") && !hasNoGpu) {
            throw root.fault("gpu", "there, unless offer_id is, or num_gpus is 0", null);
        }
    }

    /** Returns the labels that a document names, each as one that a provider can keep. */
    static List<Label> labels(JsonObject root) {
        List<Label> labels = new ArrayList<>();
        JsonObject given = root.object("labels");
        for (String name : given == null ? Set.<String>of() : given.names()) {
            String value = given == null ? null : given.text(name);
            if (name.equals(MachineProvider.RENTAL_LABEL)) {
                throw root.outOfRange("labels", "without " + name + ", which says which rental a machine is", null);
            }
            try {
                labels.add(new Label(name, value == null ? "" : value));
            } catch (IllegalArgumentException impossible) {
                throw root.outOfRange("labels", "labels that can be: " + impossible.getMessage(), impossible);
            }
        }
        return labels;
    }

    /** Returns the parameters of {@code GET /offers} that ask for this. */
    public static Map<String, String> encodeQuery(OfferQuery query) {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("num_gpus", Integer.toString(query.gpuCount()));
        parameters.put("disk_gb", Integer.toString(query.diskGb()));
        parameters.put("spot", Boolean.toString(query.isInterruptible()));
        parameters.put("limit", Integer.toString(query.limit()));
        put(parameters, "gpu", joined(query.gpuNames()));
        put(parameters, "min_gpu_memory_mb", query.minGpuMemoryMib());
        put(parameters, "region", regions(query));
        put(parameters, "max_price_usd_per_hour", plain(MachineCodec.usd(query.maxRate())));
        put(parameters, "min_reliability", query.minReliability());
        put(parameters, "excluded_hosts", joined(query.excludedHosts()));
        return parameters;
    }

    /**
     * Returns what the parameters of {@code GET /offers} ask for.
     *
     * @param parameter gives a parameter by its name; null where there is none
     */
    public static OfferQuery decodeQuery(Function<String, @Nullable String> parameter) {
        OfferQuery.Builder query = OfferQuery.builder()
                .gpuCount((int) whole(parameter, "num_gpus", 1, 0, MOST_GPUS))
                .diskGb((int) whole(parameter, "disk_gb", SMALLEST_DISK_GB, SMALLEST_DISK_GB, LARGEST_DISK_GB))
                .limit((int) whole(parameter, "limit", DEFAULT_OFFERS, 1, MOST_OFFERS))
                .interruptible(flag(parameter, "spot"));
        String gpu = shortText(parameter, "gpu");
        if (gpu != null && "0".equals(parameter.apply("num_gpus"))) {
            throw outOfRange("num_gpus", "1 to " + MOST_GPUS + " of the gpu that is named, not 0");
        }
        ifPresent(gpu, names -> query.gpuNames(Set.of(distinct(names))));
        ifPresent(shortText(parameter, "region"), regions -> query.regions(regions.split(",", -1)));
        ifPresent(shortText(parameter, "excluded_hosts"), hosts -> query.excludedHosts(Set.of(distinct(hosts))));
        if (parameter.apply("min_gpu_memory_mb") != null) {
            query.minGpuMemoryMib(whole(parameter, "min_gpu_memory_mb", 0, 1, Integer.MAX_VALUE));
        }
        ifPresent(
                decimal(parameter, "max_price_usd_per_hour", LARGEST_RATE), usd -> query.maxRate(new HourlyRate(usd)));
        ifPresent(
                decimal(parameter, "min_reliability", BigDecimal.ONE),
                share -> query.minReliability(share.doubleValue()));
        return query.build();
    }

    private static OfferQuery query(JsonObject root) {
        return decodeQuery(name -> switch (name) {
            case "spot" -> {
                Boolean flag = root.flag(name);
                yield flag == null ? null : flag.toString();
            }
            case "excluded_hosts" -> joined(root.texts(name));
            case "limit" -> null;
            case "num_gpus", "disk_gb", "min_gpu_memory_mb", "max_price_usd_per_hour", "min_reliability" ->
                plain(root.decimal(name));
            default -> root.text(name);
        });
    }

    private static @Nullable String image(JsonObject root) {
        String image = text(root, "image", LONGEST_TEXT);
        if (image != null && !IMAGE.matcher(image).matches()) {
            throw root.outOfRange(
                    "image", "pytorch, tensorflow, or a reference such as registry.example.com/team/train:1.0", null);
        }
        return image;
    }

    private static @Nullable String publicKey(JsonObject root) {
        String key = root.text("ssh_public_key");
        if (key != null && !MachineOrder.isPublicKey(key)) {
            throw root.outOfRange(
                    "ssh_public_key",
                    "a line of authorized_keys without options, such as ssh-ed25519 AAAA... me",
                    null);
        }
        return key;
    }

    private static @Nullable MachineSettings settings(JsonObject root) {
        JsonObject given = root.object("settings");
        return given == null ? null : SettingsCodec.readChange(given);
    }

    private static @Nullable String name(JsonObject root) {
        String name = root.word("name");
        if (name != null && (name.isBlank() || name.length() > MachineOrder.LONGEST_NAME)) {
            throw root.outOfRange("name", "1 to " + MachineOrder.LONGEST_NAME + " characters", null);
        }
        return name;
    }

    private static Map<String, String> environment(JsonObject root) {
        Map<String, String> variables = new HashMap<>();
        JsonObject given = root.object("environment");
        for (String name : given == null ? Set.<String>of() : given.names()) {
            String value = given == null ? null : given.text(name);
            if (value == null || !name.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
                throw root.outOfRange("environment", "names of variables, each with a text", null);
            }
            variables.put(name, value);
        }
        return variables;
    }

    private static Set<Integer> ports(JsonObject root) {
        Set<Integer> ports = new HashSet<>();
        for (String text : root.texts("tcp_ports")) {
            int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
            if (port < 1 || port > HIGHEST_PORT) {
                throw root.outOfRange("tcp_ports", "ports from 1 to " + HIGHEST_PORT + ", not " + text, null);
            }
            ports.add(port);
        }
        return ports;
    }

    private static @Nullable String text(JsonObject root, String name, int longest) {
        String text = root.text(name);
        if (text != null && (text.isBlank() || text.length() > longest)) {
            throw root.outOfRange(name, "1 to " + longest + " characters, not " + text.length(), null);
        }
        return text;
    }

    static void write(ViewWriter out, Offer offer) {
        out.text("id", offer.id())
                .object(
                        "gpu",
                        below -> below.text("name", offer.gpu().name())
                                .whole("count", offer.gpu().count())
                                .whole("memory_mb", offer.gpu().memoryMib()))
                .text("region", offer.region())
                .text("host", offer.host())
                .whole("disk_gb", offer.diskGb())
                .flag("spot", offer.isInterruptible())
                .decimal("price_usd_per_hour", offer.runningRate().usdPerHour())
                .decimal(
                        "lowest_bid_usd_per_hour",
                        offer.isInterruptible() ? offer.lowestBid().usdPerHour() : null)
                .decimal("stopped_price_usd_per_hour", MachineCodec.usd(offer.parkedRate()))
                .number("reliability", offer.reliability());
    }

    static Offer read(JsonObject row) {
        String id = row.text("id");
        JsonObject gpu = row.object("gpu");
        HourlyRate rate = MachineCodec.rate(row, "price_usd_per_hour");
        if (id == null || gpu == null || rate == null) {
            throw row.fault(id == null ? "id" : gpu == null ? "gpu" : "price_usd_per_hour", "there", null);
        }
        return Offer.builder(id, MachineCodec.gpu(gpu), rate)
                .interruptible(Boolean.TRUE.equals(row.flag("spot")))
                .lowestBid(lowestBid(row, rate))
                .parkedRate(MachineCodec.rate(row, "stopped_price_usd_per_hour"))
                .region(row.text("region"))
                .host(row.text("host"))
                .diskGb(row.count("disk_gb"))
                .reliability(row.number("reliability"))
                .build();
    }

    private static @Nullable HourlyRate lowestBid(JsonObject row, HourlyRate rate) {
        HourlyRate bid = MachineCodec.rate(row, "lowest_bid_usd_per_hour");
        if (bid != null && bid.compareTo(rate) > 0) {
            throw row.outOfRange("lowest_bid_usd_per_hour", "at most the price of " + rate.usdPerHour(), null);
        }
        return bid;
    }

    private static BigDecimal hours(Duration left) {
        return BigDecimal.valueOf(left.toSeconds()).divide(SECONDS_PER_HOUR, 2, RoundingMode.DOWN);
    }

    private static @Nullable String regions(OfferQuery query) {
        return joined(query.regions());
    }

    private static @Nullable String joined(Collection<String> texts) {
        return texts.isEmpty() ? null : texts.stream().sorted().collect(Collectors.joining(","));
    }

    private static String[] distinct(String joined) {
        return Arrays.stream(joined.split(",", -1)).distinct().toArray(String[]::new);
    }

    private static @Nullable String plain(@Nullable BigDecimal amount) {
        return amount == null ? null : amount.toPlainString();
    }

    private static void put(Map<String, String> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value.toString());
        }
    }

    private static boolean flag(Function<String, @Nullable String> parameter, String name) {
        String text = parameter.apply(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw malformed(name, "true or false");
        }
        return "true".equals(text);
    }

    private static @Nullable String shortText(Function<String, @Nullable String> parameter, String name) {
        String text = parameter.apply(name);
        if (text != null && (text.isBlank() || text.length() > LONGEST_TEXT)) {
            throw outOfRange(name, "1 to " + LONGEST_TEXT + " characters, not " + text.length());
        }
        return text;
    }

    private static long whole(
            Function<String, @Nullable String> parameter, String name, int absent, int least, int most) {
        String text = parameter.apply(name);
        if (text == null) {
            return absent;
        }
        if (!text.matches("-?[0-9]{1,18}")) {
            throw malformed(name, "a whole number");
        }
        long value = Long.parseLong(text);
        if (value < least || value > most) {
            throw outOfRange(name, least + " to " + most + ", not " + value);
        }
        return value;
    }

    private static @Nullable BigDecimal decimal(
            Function<String, @Nullable String> parameter, String name, BigDecimal most) {
        String text = parameter.apply(name);
        if (text == null) {
            return null;
        }
        if (!text.matches("-?[0-9]{1,12}([.][0-9]{1,12})?")) {
            throw malformed(name, "a number in plain digits");
        }
        BigDecimal value = new BigDecimal(text);
        if (value.signum() < 0 || value.compareTo(most) > 0) {
            throw outOfRange(name, "0 to " + most.toPlainString() + ", not " + text);
        }
        return value;
    }

    private static InvalidDocumentException malformed(String name, String expected) {
        return invalid(Problem.MALFORMED, name, expected);
    }

    private static InvalidDocumentException outOfRange(String name, String expected) {
        return invalid(Problem.OUT_OF_RANGE, name, expected);
    }

    private static InvalidDocumentException invalid(Problem problem, String name, String expected) {
        return new InvalidDocumentException(Kind.INVALID_REQUEST, problem, name, name + " must be " + expected, null);
    }

    private static <T> void ifPresent(@Nullable T value, Consumer<T> set) {
        if (value != null) {
            set.accept(value);
        }
    }
}
