package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains on machines that it rents, parks, wakes, replaces and gives back, for no more than its budget. */
@Command(
        name = "dumont-orchestrator",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Rents the cheapest machine that fits, does the steps of a training on it, parks it between its phases, goes on"
                    + " elsewhere from the last checkpoint when it is lost, and gives everything back in the end.",
            "What it needs to know survives it in the logbook: start it again after whatever happened. Ctrl-C gives back what"
                    + " it rented. With --provider vast it costs real money; the key comes from VAST_API_KEY, another address"
                    + " from VAST_URL. With --provider dumont it rents through the control plane of DUMONT_API_URL and"
                    + " DUMONT_API_TOKEN."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every step is done, and no machine is left",
            "1:it could not go on; start it again",
            "2:wrong options",
            "3:the budget is spent before the last step, and no machine is left",
            "130:interrupted, and no machine is left"
        })
public final class Orchestrator implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int WRONG_OPTIONS = 2;
    private static final int BUDGET_SPENT = 3;
    private static final int INTERRUPTED = 130;

    private final PrintStream out;
    private final Map<String, String> environment;
    private final BooleanSupplier isStopped;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            defaultValue = "simulated",
            description =
                    "Who rents the machines out: simulated, vast or dumont. Default: ${DEFAULT-VALUE}, which costs nothing.")
    private ProviderChoice provider = ProviderChoice.SIMULATED;

    @Option(
            names = "--logbook",
            paramLabel = "FILE",
            defaultValue = "orchestrator.run",
            description = "What the run must not forget. Default: ${DEFAULT-VALUE}, here.")
    private Path logbook = Path.of("orchestrator.run");

    @Option(
            names = "--budget",
            paramLabel = "USD",
            defaultValue = "5.00",
            description = "What all machines may cost together. Default: ${DEFAULT-VALUE}.")
    private BigDecimal budget = new BigDecimal("5.00");

    @Option(
            names = "--max-rate",
            paramLabel = "USD",
            defaultValue = "0.60",
            description = "What an hour of a machine may cost, its disk included. Default: ${DEFAULT-VALUE}.")
    private BigDecimal maxRate = new BigDecimal("0.60");

    @Option(names = "--gpu", paramLabel = "NAME", description = "Which GPU, such as \"RTX 4090\". Default: any.")
    private @Nullable String gpu;

    @Option(
            names = "--disk",
            paramLabel = "GB",
            defaultValue = "20",
            description = "Which disk. Default: ${DEFAULT-VALUE}.")
    private int diskGb = 20;

    @Option(names = "--spot", description = "Rents what others may outbid: cheaper, and lost now and then.")
    private boolean spot;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "300",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private int steps = 300;

    @Option(
            names = "--run",
            paramLabel = "COMMAND",
            description =
                    "Does a step on this host's shell: DUMONT_STEP, DUMONT_MACHINE_ID, and with Vast DUMONT_SSH_HOST"
                            + " and DUMONT_SSH_PORT, tell it which and where. Default: waits for --step-seconds.")
    private @Nullable String command;

    @Option(
            names = "--step-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long a step takes without --run, 0 or more. Default: ${DEFAULT-VALUE}.")
    private int stepSeconds = 60;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "STEPS",
            defaultValue = "10",
            description = "After how many steps the work is safe. Default: ${DEFAULT-VALUE}.")
    private int checkpointEvery = 10;

    @Option(
            names = "--pause-every",
            paramLabel = "STEPS",
            defaultValue = "60",
            description = "After how many steps the machine is parked; 0 for never. Default: ${DEFAULT-VALUE}.")
    private int pauseEvery = 60;

    @Option(
            names = "--pause-minutes",
            paramLabel = "N",
            defaultValue = "15",
            description = "For how long. Default: ${DEFAULT-VALUE}.")
    private int pauseMinutes = 15;

    /** Creates the command. */
    Orchestrator(PrintStream out, Map<String, String> environment, BooleanSupplier isStopped) {
        this.out = out;
        this.environment = environment;
        this.isStopped = isStopped;
    }

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        int exitCode;
        try (Interrupt interrupt = Interrupt.listen()) {
            exitCode = new Orchestrator(System.out, System.getenv(), interrupt::isRequested).run(System.err, args);
        }
        System.exit(exitCode);
    }

    int run(PrintStream errors, String... args) {
        return new CommandLine(this)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(errors, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((failure, line, parsed) -> complain(line, failure))
                .execute(args);
    }

    @Override
    public Integer call() throws InterruptedException {
        Plan plan = plan();
        try (Logbook book = Logbook.open(logbook);
                World world = provider.open(environment)) {
            return train(plan, world, book, isStopped, out);
        }
    }

    /** Trains in a world, and says how it ended. */
    int train(Plan plan, World world, Logbook book, BooleanSupplier stop, PrintStream said)
            throws InterruptedException {
        Says says = new Says(said, world.time());
        try (FleetMonitor fleet = FleetMonitor.builder(
                        LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
                .provider(world.provider())
                .time(world.time())
                .notifier(message -> tell(says, message))
                .build()) {
            fleet.start();
            Work work = command == null
                    ? Work.lasting(Duration.ofSeconds(stepSeconds), new Patience(world, stop))
                    : new CommandWork(command, world.logins());
            return switch (new Training(plan, world, fleet, book, work, says, stop).run()) {
                case DONE -> {
                    says.line("done: " + plan.steps() + " steps for " + spent(book, world) + " USD");
                    yield 0;
                }
                case BUDGET_SPENT -> {
                    says.line("the budget is spent: " + spent(book, world) + " of " + plan.budgetUsd() + " USD, step "
                            + book.stepsDone() + " of " + plan.steps() + ". Raise --budget to go on");
                    yield BUDGET_SPENT;
                }
                case STOPPED -> {
                    says.line("stopped at step " + book.stepsDone() + " of " + plan.steps() + ", for "
                            + spent(book, world) + " USD. Start again to go on");
                    yield INTERRUPTED;
                }
            };
        }
    }

    /** On these machines runs no agent that could be missed. */
    private static void tell(Says says, Notification message) {
        if (message.reason().code() != Reason.Code.NO_EVIDENCE) {
            says.line(message.text());
        }
    }

    private Plan plan() {
        if (stepSeconds < 0) {
            throw new IllegalArgumentException("--step-seconds is " + stepSeconds + "; it must be 0 or more");
        }
        OfferQuery.Builder query =
                OfferQuery.builder().diskGb(diskGb).interruptible(spot).maxRate(new HourlyRate(maxRate));
        if (gpu != null) {
            query.gpuName(gpu);
        }
        return new Plan(
                query.build(),
                steps,
                checkpointEvery,
                pauseEvery,
                Duration.ofMinutes(pauseMinutes),
                budget,
                Duration.ofMinutes(15));
    }

    private static String spent(Logbook book, World world) {
        return Training.usd(book.spentUsd(world.time().wall()));
    }

    private static int complain(CommandLine command, Exception problem) {
        boolean wrong = problem instanceof IllegalArgumentException;
        boolean expected = wrong || problem instanceof DumontException || problem instanceof UncheckedIOException;
        command.getErr()
                .println(command.getCommandName() + ": " + (expected ? problem.getMessage() : problem.toString()));
        if (!expected) {
            problem.printStackTrace(command.getErr());
        }
        return wrong ? WRONG_OPTIONS : FAILED;
    }
}
