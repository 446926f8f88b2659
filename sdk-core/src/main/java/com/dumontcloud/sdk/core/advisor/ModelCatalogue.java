package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.advisor.ModelSpec.Kind;
import com.dumontcloud.sdk.core.advisor.ModelSpec.Shape;
import com.dumontcloud.sdk.core.advisor.Table.Row;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds models by what they are called; {@code models.csv} has them and where their figures come from. */
final class ModelCatalogue {

    /** A size such as {@code 7B}, {@code 1,5 bilhões} or {@code 350M parameters}; where words follow that say of what, they belong to it. */
    private static final Pattern SIZE = Pattern.compile("(?<![a-z0-9.,])([0-9]{1,5}(?:[.,][0-9]+)?) ?"
            + "(?:(b|bi|bilhao|bilhoes|billions?|bn)\\b(?:[ -](?:de )?(?:parametros|parameters?|params?)\\b)?"
            + "|(m|mi|milhoes|millions?) (?:de )?(?:parametros|parameters?|params?)\\b)");

    private static final List<Entry> ENTRIES =
            Table.read("models.csv").stream().map(ModelCatalogue::entry).toList();

    private ModelCatalogue() {}

    static Optional<ModelSpec> find(String name) {
        return in(Sentence.of(name)).filter(Found::isPublished).map(Found::model);
    }

    /** Reads which model a sentence is about. */
    static Optional<Found> in(Sentence sentence) {
        Optional<Entry> family = ENTRIES.stream()
                .filter(entry -> sentence.take(entry.words()).isPresent())
                .findFirst();
        Double billions = family.isPresent() && family.get().billions() == null
                ? null
                : sentence.take(SIZE)
                        .map(size -> Numbers.value(size.group(1)) / (size.group(2) == null ? 1000 : 1))
                        .filter(size -> size > 0)
                        .orElse(null);
        if (family.isEmpty()) {
            return Optional.ofNullable(billions).map(size -> new Found(ModelSpec.ofBillions(size), false));
        }
        return Optional.of(found(family.get(), billions));
    }

    private static Found found(Entry family, @Nullable Double billions) {
        List<Entry> sizes = ENTRIES.stream()
                .filter(entry -> entry.family().equals(family.family()))
                .toList();
        if (billions == null) {
            return new Found(sizes.size() == 1 ? family.model() : null, sizes.size() == 1);
        }
        return sizes.stream()
                .filter(entry -> billions.equals(entry.billions()))
                .findFirst()
                .map(entry -> new Found(entry.model(), true))
                .orElseGet(() -> new Found(
                        ModelSpec.of(
                                family.family() + " " + ModelSpec.label(billions),
                                family.model().kind(),
                                billions),
                        false));
    }

    private static Entry entry(Row row) {
        double billions = Objects.requireNonNull(row.number(4));
        ModelSpec model = new ModelSpec(
                row.text(2),
                Kind.valueOf(row.text(3)),
                billions,
                Objects.requireNonNullElse(row.number(5), billions),
                shape(row),
                row.text(11).isEmpty() ? null : Integer.valueOf(row.text(11)));
        String size = row.text(1);
        return new Entry(
                row.text(0).split("\\|", -1)[0],
                Table.pattern(row.text(0)),
                size.isEmpty() ? null : Double.valueOf(size.substring(0, size.length() - 1)),
                model);
    }

    private static @Nullable Shape shape(Row row) {
        Double layers = row.number(6);
        Double hidden = row.number(7);
        Double kvHeads = row.number(8);
        Double headSize = row.number(9);
        Double vocabulary = row.number(10);
        return layers == null || hidden == null || kvHeads == null || headSize == null || vocabulary == null
                ? null
                : new Shape(layers, hidden, kvHeads, headSize, vocabulary);
    }

    /**
     * What a sentence says of its model.
     *
     * @param model the model; absent where its family has several sizes and none was named
     * @param isPublished whether it is in the catalogue
     */
    record Found(@Nullable ModelSpec model, boolean isPublished) {}

    private record Entry(
            String family, Pattern words, @Nullable Double billions, ModelSpec model) {}
}
