package com.dumontcloud.benchmarks.architecture.wrong.core.provider;

/** Something that acts when it is called, and an answer of it, which is a mere value. */
public interface MachineProvider {
    Witness witness();

    enum Witness {
        BUSY
    }
}
