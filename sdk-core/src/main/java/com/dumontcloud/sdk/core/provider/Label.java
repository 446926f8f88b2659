package com.dumontcloud.sdk.core.provider;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A name and a value that a machine carries at its provider, where every later process finds them. Immutable.
 *
 * <p>Small enough that a provider with one short text for each machine can keep a few of them in it; how is its matter.
 *
 * @param name 1 to 32 of {@code a-z 0-9 -}, the first a letter
 * @param value 1 to 64 of {@code A-Z a-z 0-9 . _ : @ + -}; anybody who may list the machines reads it: never a secret
 */
public record Label(String name, String value) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._:@+-]{1,64}");

    /**
     * Checks both texts.
     *
     * @throws IllegalArgumentException if one is too long or has other characters
     */
    public Label {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "label name \"" + name + "\": it must be 1 to 32 of a-z 0-9 -, and begin with a letter");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "label " + name + "=\"" + value + "\": the value must be 1 to 64 of A-Z a-z 0-9 . _ : @ + -");
        }
    }
}
