package com.dumontcloud.sdk.core.advisor;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * Something to be told to people: a stable code and the values that belong to it, from which the text is made. Immutable.
 *
 * @param code which, such as {@code assumed.precision}
 * @param values what the text fills in: texts, numbers and remarks
 */
public record Remark(String code, List<Object> values) {

    private static final String TEXTS = Remark.class.getPackageName() + ".advice";

    /** Copies the values. */
    public Remark {
        values = List.copyOf(values);
    }

    static Remark of(String code, Object... values) {
        return new Remark(code, List.of(values));
    }

    /**
     * Returns the text in a language.
     *
     * @param language Portuguese, or any other for English; it also says how numbers are written
     */
    public String text(Locale language) {
        ResourceBundle texts = ResourceBundle.getBundle(
                TEXTS, spoken(language), Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
        Object[] arguments = values.stream()
                .map(value -> value instanceof Remark inner ? inner.text(language) : value)
                .toArray();
        return new MessageFormat(texts.getString(code), language).format(arguments);
    }

    private static Locale spoken(Locale language) {
        return language.getLanguage().equals("pt") ? Locale.forLanguageTag("pt") : Locale.ROOT;
    }
}
