package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
        Changes nothing. A thousand machines take about 40 s: Vast wants a second between two pages of 25.

          --json  for programs, in UTF-8, instead of a table

        The key comes from VAST_API_KEY, or from the file that VAST_API_KEY_FILE names; it needs the scopes
        instance_read and user_read. What it may not read goes missing with a note.
        Ends with 0, with 1 where the machines could not be listed, with 2 where it was called wrongly.
        """;

    private VastAudit() {}

    /** Runs the program and ends the process. */
    public static void main(String[] args) {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // It has no log, and needs no word about that.
        List<String> given = List.of(args);
        // A table is for the terminal and its character set; JSON is UTF-8 wherever it goes.
        PrintStream out = given.contains("--json")
                ? new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)
                : System.out;
        System.exit(run(given, System.getenv(), out, System.err));
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
            AuditReport report = new AuditReader(client, Instant.now()).read();
            out.print(args.isEmpty() ? report.table() : report.json() + "\n");
            return 0;
        } catch (DumontException failed) {
            err.println(failed.getMessage());
            return 1;
        }
    }
}
