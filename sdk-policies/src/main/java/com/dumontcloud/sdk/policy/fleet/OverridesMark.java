package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.MachineOverrides;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the overrides of a machine are written down: parts that are set, such as {@code idle=PT10M}, with blanks between them. */
final class OverridesMark {

    private static final String PREFIX = "overrides of machine ";
    private static final String HIBERNATES = "hibernates";
    private static final String IDLE = "idle";
    private static final String FAILOVER = "failover";
    private static final String REGIONS = "regions";

    private OverridesMark() {}

    static FleetStore.Marked of(MachineId id, MachineOverrides overrides) {
        StringBuilder text = new StringBuilder();
        add(text, HIBERNATES, overrides.hibernates());
        add(text, IDLE, overrides.idleAfter());
        add(text, FAILOVER, overrides.failover());
        List<String> regions = overrides.regions();
        if (regions != null) {
            add(text, REGIONS, regions.stream().map(OverridesMark::escaped).collect(Collectors.joining(",")));
        }
        return new FleetStore.Marked(PREFIX + id.value(), text.toString().strip());
    }

    /** Returns the overrides of every machine that has any. */
    static Map<MachineId, MachineOverrides> in(Map<String, String> marks) {
        Map<MachineId, MachineOverrides> overrides = new HashMap<>();
        marks.forEach((name, text) -> {
            if (name.startsWith(PREFIX)) {
                overrides.put(MachineId.of(name.substring(PREFIX.length())), parse(text));
            }
        });
        return overrides;
    }

    private static MachineOverrides parse(String text) {
        Map<String, String> parts = new HashMap<>();
        for (String part : text.split(" ", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        String idle = parts.get(IDLE);
        return new MachineOverrides(
                flag(parts.get(HIBERNATES)),
                idle == null ? null : Duration.parse(idle),
                flag(parts.get(FAILOVER)),
                regions(parts.get(REGIONS)));
    }

    private static void add(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            text.append(' ').append(name).append('=').append(value);
        }
    }

    private static @Nullable Boolean flag(@Nullable String text) {
        return text == null ? null : Boolean.valueOf(text);
    }

    private static @Nullable List<String> regions(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(region -> URLDecoder.decode(region, StandardCharsets.UTF_8))
                        .toList();
    }

    private static String escaped(String region) {
        return URLEncoder.encode(region, StandardCharsets.UTF_8);
    }
}
