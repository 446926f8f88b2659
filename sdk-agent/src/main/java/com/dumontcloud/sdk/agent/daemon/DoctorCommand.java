package com.dumontcloud.sdk.agent.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at everything the agent needs, and says what helps where something is wrong. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at what the agent needs: its settings and token, the way to the control plane, the clock, the GPU's"
                    + " driver, its state directory and its service. Changes nothing and sends no heartbeat.",
            "It checks what the installed service uses, where it may read that; call it with sudo.",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing is wrong, or nothing that matters", "1:something is wrong"})
final class DoctorCommand implements Callable<Integer> {

    private final Shell shell;
    private final Map<RunOption, String> flags;
    private final Layout layout;
    private final Machine machine;

    @Option(names = "--json", description = "Prints what it found as JSON, on one line.")
    private boolean json;

    DoctorCommand(Shell shell, Map<RunOption, String> flags, Layout layout, Machine machine) {
        this.shell = shell;
        this.flags = flags;
        this.layout = layout;
        this.machine = machine;
    }

    @Override
    public Integer call() {
        Map<String, String> environment = InstalledEnvironment.under(shell.environment(), layout);
        AgentSettings settings = new AgentSettings(flags, environment);
        List<Finding> findings = new ArrayList<>(SettingsCheck.look(settings));
        findings.addAll(ControlPlaneCheck.look(settings));
        findings.addAll(GpuCheck.look());
        findings.add(PeopleCheck.look(layout, machine));
        findings.add(StateCheck.look(environment, layout, machine));
        findings.addAll(new ServiceCheck(layout, machine, StatusFile.find(shell.environment())).look(Instant.now()));
        boolean failed = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL);
        if (json) {
            print(findings, failed);
        } else {
            findings.forEach(this::print);
        }
        return failed ? ExitCode.FAILED : ExitCode.OK;
    }

    private void print(Finding finding) {
        shell.out().printf("%-4s  %-14s %s%n", finding.level().word(), finding.check(), finding.text());
        if (finding.remedy() != null) {
            shell.out().printf("%20s -> %s%n", "", finding.remedy());
        }
    }

    private void print(List<Finding> findings, boolean failed) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("ok", !failed);
        facts.put("findings", findings.stream().map(Finding::facts).toList());
        shell.out().println(Json.of(facts));
    }
}
