package com.dumontcloud.samples.quickstart.command;

import com.dumontcloud.sdk.policy.Preset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Finds a preset by its name in any case. */
public final class PresetByName implements ITypeConverter<Preset> {

    /** Creates the converter. */
    public PresetByName() {}

    @Override
    public Preset convert(String name) {
        try {
            return Preset.from(name);
        } catch (IllegalArgumentException unknown) {
            throw new TypeConversionException(String.valueOf(unknown.getMessage()));
        }
    }
}
