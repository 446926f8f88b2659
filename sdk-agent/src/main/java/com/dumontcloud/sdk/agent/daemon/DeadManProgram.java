package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.DeadMan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs a program when nobody uses the machine and nobody can be told; the last thing most machines see. */
final class DeadManProgram implements DeadMan.Hook {

    private static final int PATIENCE_SECONDS = 300;

    private final String program;

    /**
     * Creates the hook.
     *
     * @param program a path, or a name to be found in the PATH
     */
    DeadManProgram(String program) {
        this.program = program;
    }

    @Override
    public void act() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(program)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        OwnEnvironment.removeFrom(builder.environment());
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(program + " did not end within " + PATIENCE_SECONDS + " s");
            }
        } finally {
            ProcessTree.kill(process.toHandle());
        }
        if (process.exitValue() != 0) {
            throw new IOException(program + " ended with code " + process.exitValue());
        }
    }
}
