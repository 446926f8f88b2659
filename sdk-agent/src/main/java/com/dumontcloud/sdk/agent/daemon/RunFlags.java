package com.dumontcloud.sdk.agent.daemon;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the flags of {@code run} without picocli, whose classes alone take longer to load than everything up to the first
 * heartbeat: about 90 ms against 5 in a JVM of 40.
 *
 * <p>It knows only what is plainly right. For everything else, a help text or a mistake, it steps aside.
 */
final class RunFlags {

    private RunFlags() {}

    /** Returns the flags of {@code run}, or null where they are for picocli to judge. */
    static @Nullable Map<RunOption, String> parse(String... args) {
        Map<RunOption, String> flags = new EnumMap<>(RunOption.class);
        int at = args.length > 0 && args[0].equals("run") ? 1 : 0;
        while (at < args.length) {
            String arg = args[at++];
            int equals = arg.indexOf('=');
            RunOption option = RunOption.ofFlag(equals < 0 ? arg : arg.substring(0, equals));
            if (option == null || flags.containsKey(option)) {
                return null;
            }
            if (equals >= 0) {
                flags.put(option, arg.substring(equals + 1));
            } else if (at < args.length && !args[at].startsWith("-")) {
                flags.put(option, args[at++]);
            } else {
                return null;
            }
        }
        return flags;
    }
}
