package com.dumontcloud.samples.vastsimulator;

import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.vast.simulator.VastFault;
import com.dumontcloud.sdk.vast.simulator.VastMarketOffer;
import com.dumontcloud.sdk.vast.simulator.VastSimulator;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Answers as Vast.ai does until it is ended, with a market and an account in memory. */
@Command(
        name = "dumont-vast-simulator",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Answers on the loopback interface as Vast.ai does, any key will do. Machines start, stop and cost as there, in real"
                    + " time, out of a credit that nobody paid; without it they are stopped. Point VAST_URL at it, for this SDK"
                    + " and for Vast's own command line.",
            "It keeps everything in memory, until Ctrl-C."
        })
public final class SimulateVast implements Callable<Integer> {

    private static final String[] GPUS = {"RTX 4090", "RTX 3090", "A100 SXM4", "H100 SXM"};
    private static final long[] MEMORY_MB = {24_564, 24_576, 81_920, 81_559};
    private static final double[] USD_PER_HOUR = {0.35, 0.18, 0.95, 2.10};

    private final PrintStream out;
    private final CountDownLatch ended;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Where it listens. Default: a free port, which it says.")
    private int port;

    @Option(
            names = "--offers",
            paramLabel = "N",
            defaultValue = "40",
            description = "How many machines there are to rent. Default: ${DEFAULT-VALUE}.")
    private int offers = 40;

    @Option(
            names = "--credit",
            paramLabel = "USD",
            defaultValue = "25",
            description = "What the account begins with. Default: ${DEFAULT-VALUE}.")
    private BigDecimal credit = new BigDecimal(25);

    @Option(
            names = "--list-lag",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "For how long lists lack what was just rented. Default: 0.")
    private int listLag;

    @Option(
            names = "--gaps",
            description = "Turns away who calls faster than Vast allows, by the numbers of its reference.")
    private boolean gaps;

    @Option(
            names = "--faults",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Which share of the calls goes wrong, 0 to 1, in every way that Vast's do. Default: 0.")
    private double faults;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "The seed of all that happens by chance. Default: 0.")
    private long seed;

    /** Creates the command, which runs until the latch is down. */
    SimulateVast(PrintStream out, CountDownLatch ended) {
        this.out = out;
        this.ended = ended;
    }

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(new SimulateVast(System.out, new CountDownLatch(1)).run(System.err, args));
    }

    int run(PrintStream errors, String... args) {
        return new CommandLine(this)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(errors, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println("dumont-vast-simulator: " + failure.getMessage());
                    return failure instanceof IllegalArgumentException ? 2 : 1;
                })
                .execute(args);
    }

    @Override
    public Integer call() throws InterruptedException {
        SystemTime time = SystemTime.create("dumont-vast-simulator", 1);
        SimulatedCloud cloud = SimulatedCloud.builder(time)
                .name("vast")
                .billsStarting(false)
                .billsFailed(false)
                .seed(seed)
                .build();
        try (VastSimulator simulator = VastSimulator.start(cloud, time, seed, port)) {
            simulator.faults().randomly(faults, VastFault.values());
            simulator.paidIn(credit);
            simulator.listLag(Duration.ofSeconds(listLag));
            if (gaps) {
                simulator.enforceGaps();
            }
            for (int i = 0; i < offers; i++) {
                simulator.offer(offer(i));
            }
            out.println("export VAST_URL=" + simulator.url() + " VAST_API_KEY=any");
            out.flush();
            ended.await();
        } finally {
            time.close();
        }
        return 0;
    }

    private static VastMarketOffer offer(int number) {
        int kind = number % GPUS.length;
        double price = USD_PER_HOUR[kind] * (1 + number / 100.0);
        return new VastMarketOffer(
                1_000_000L + number,
                50_000L + number,
                GPUS[kind],
                MEMORY_MB[kind],
                price,
                price / 3,
                number % 2 == 0 ? "Ohio, US" : "Sweden, SE",
                500);
    }
}
