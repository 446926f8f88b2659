package com.dumontcloud.benchmarks;

import com.dumontcloud.benchmarks.replay.ReplayCommand;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToIntFunction;

/** The program in {@code benchmarks.jar}: one of our own commands by its name, or else JMH. */
public final class Benchmarks {

    private static final Map<String, ToIntFunction<String[]>> COMMANDS = Map.of("replay", ReplayCommand::run);

    private Benchmarks() {}

    /** Runs the command, or JMH with all arguments. */
    public static void main(String[] args) throws IOException {
        ToIntFunction<String[]> command = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (command == null) {
            org.openjdk.jmh.Main.main(args);
        } else {
            System.exit(command.applyAsInt(Arrays.copyOfRange(args, 1, args.length)));
        }
    }
}
