package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A program that shows what an account at Vast.ai pays for, and what of it is probably forgotten. It changes nothing, and needs a
 * key that may read only.
 *
 * <p>{@code java -jar dumont-vast-audit.jar [--json]}, with the key in {@code VAST_API_KEY}. Ends with 0, with 1 where the machines
 * could not be listed, with 2 where it was called wrongly.
 */
public final class VastAudit {

    private static final String USAGE = """
            usage: java -jar dumont-vast-audit.jar [--json]
            Shows every machine and volume of an account at Vast.ai: what it costs, and what is probably forgotten.
            Changes nothing. The key comes from VAST_API_KEY, or from the file that VAST_API_KEY_FILE names;
            it needs the scopes instance_read and user_read.
            """;

    private VastAudit() {}

    /** Runs the program and ends the process. */
    public static void main(String[] args) {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // It has no log, and needs no word about that.
        System.exit(run(List.of(args), System.getenv(), System.out, System.err));
    }

    static int run(List<String> args, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (args.contains("--help")) {
            out.print(USAGE);
            return 0;
        }
        if (!args.isEmpty() && !args.equals(List.of("--json"))) {
            err.print(USAGE);
            return 2;
        }
        VastOptions options;
        try {
            options = VastOptions.fromEnvironment(environment);
        } catch (IllegalArgumentException unusable) {
            err.println(unusable.getMessage());
            return 2;
        }
        try (VastClient client = VastClient.create(options)) {
            AuditReport report = report(client, Instant.now());
            out.print(args.isEmpty() ? report.table() : report.json() + "\n");
            return 0;
        } catch (DumontException failed) {
            err.println(failed.getMessage());
            return 1;
        }
    }

    /** Reads the account. Volumes and credit that the key may not read go missing with a note; machines must be there. */
    static AuditReport report(VastClient client, Instant now) {
        List<String> notes = new ArrayList<>();
        VastListing listing = client.instances().list();
        if (!listing.complete()) {
            notes.add("the list of machines is not complete; more may be billed than is shown");
        }
        List<AuditLine> lines = new ArrayList<>();
        Set<String> attached = new HashSet<>();
        for (VastInstance row : listing.instances()) {
            lines.add(AuditLine.of(row, now));
            attached.addAll(row.volumes());
        }
        List<VastVolume> volumes = read("volumes", client.volumes()::list, notes);
        if (volumes != null) {
            volumes.forEach(volume -> lines.add(AuditLine.of(volume, attached)));
        }
        BigDecimal credit = read("the credit", client.account()::creditUsd, notes);
        return new AuditReport(lines, credit, notes);
    }

    private static <T> @Nullable T read(String what, Supplier<T> call, List<String> notes) {
        try {
            return call.get();
        } catch (DumontException failed) {
            notes.add(what + " could not be read (" + failed.kind() + ")");
            return null;
        }
    }
}
