package com.dumontcloud.samples.quickstart.usage;

import java.nio.file.Path;

/** What a recording is one of, and so how it is written down. */
public enum TraceKind {
    /** People at notebooks: {@link TraceFile}. */
    NOTEBOOKS {
        @Override
        public UsageTrace read(Path file) {
            return TraceFile.read(file);
        }
    },
    /** Inference servers: {@link ServingTraceFile}. */
    SERVING {
        @Override
        public UsageTrace read(Path file) {
            return ServingTraceFile.read(file);
        }
    };

    /**
     * Reads a recording of this kind.
     *
     * @throws TraceFormatException if the file cannot be read or does not hold one
     */
    public abstract UsageTrace read(Path file);
}
