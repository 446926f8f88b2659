package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.advisor.Table.Row;
import com.dumontcloud.sdk.core.model.GpuSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Knows how fast GPUs are; {@code gpus.csv} has them and where their figures come from. */
final class GpuCatalogue {

    private static final double MIB_PER_GIB = 1024;

    private static final List<Entry> ENTRIES =
            Table.read("gpus.csv").stream().map(GpuCatalogue::entry).toList();

    private GpuCatalogue() {}

    /** Returns how fast a GPU is; absent where it is not in the table. */
    static Optional<Speed> of(GpuSpec gpu) {
        Long memory = gpu.memoryMib();
        return named(gpu.name())
                .filter(entry -> memory == null || memory >= entry.leastGib() * MIB_PER_GIB)
                .findFirst()
                .map(Entry::speed);
    }

    /** Reads which GPU a sentence asks for, and how many. */
    static Optional<Asked> in(Sentence sentence) {
        return ENTRIES.stream()
                .flatMap(entry -> sentence.take(entry.asked()).map(found -> asked(entry, found)).stream())
                .findFirst();
    }

    /** The first of its names that is written there, which says most: who wants an H100 SXM wants no other H100. */
    private static Asked asked(Entry entry, MatchResult found) {
        String name = entry.names().stream()
                .filter(each -> Table.pattern(each).matcher(found.group()).find())
                .findFirst()
                .orElseThrow();
        String count = found.group(1);
        return new Asked(name, count == null ? null : (int) Numbers.value(count));
    }

    /** Returns under which names the GPU that somebody asked for is sold; empty for one that is not in the table. */
    static Set<String> soldAs(String asked) {
        return ENTRIES.stream()
                .flatMap(entry -> entry.names().stream())
                .filter(name -> isCalled(name, asked))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns whether a GPU goes by a name that somebody asked for, however either is spelt; {@code A100} is any A100. */
    static boolean isCalled(GpuSpec gpu, String asked) {
        return isCalled(gpu.name(), asked);
    }

    private static boolean isCalled(String name, String asked) {
        return Table.pattern(asked.strip())
                .matcher(name.toLowerCase(Locale.ROOT))
                .find();
    }

    private static Stream<Entry> named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ENTRIES.stream().filter(entry -> entry.words().matcher(lower).find());
    }

    private static Entry entry(Row row) {
        Pattern words = Table.pattern(row.text(0));
        return new Entry(
                List.of(row.text(0).split("\\|", -1)),
                words,
                Pattern.compile("(?:(?<![a-z0-9])" + Numbers.FEW + " ?x? ?(?:gpus? )?(?:nvidia )?)?" + words.pattern()),
                Objects.requireNonNull(row.number(1)),
                new Speed(
                        Objects.requireNonNull(row.number(2)),
                        Objects.requireNonNull(row.number(3)),
                        row.flag(4),
                        row.flag(5)));
    }

    /**
     * How fast one GPU is.
     *
     * @param teraflops at 16 bits in its tensor cores, in 10^12 operations a second
     * @param gigabytesPerSecond what it reads of its memory, in 10^9 bytes a second
     * @param hasBf16 whether it computes with bf16, which training is done in
     * @param hasFp8 whether it computes with fp8
     */
    record Speed(double teraflops, double gigabytesPerSecond, boolean hasBf16, boolean hasFp8) {}

    /**
     * What somebody asks for.
     *
     * @param name the name of the GPU, as it is sold
     * @param count how many; absent where nobody said
     */
    record Asked(String name, @Nullable Integer count) {}

    private record Entry(List<String> names, Pattern words, Pattern asked, double leastGib, Speed speed) {}
}
