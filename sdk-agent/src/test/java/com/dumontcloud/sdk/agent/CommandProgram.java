package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/**
 * A program that makes snapshots when asked to, writes down each one it makes, and reports until it is killed. With "hang" as
 * its second argument it never finishes one.
 */
final class CommandProgram {

    private CommandProgram() {}

    public static void main(String[] args) throws Exception {
        Path made = Path.of(args[0]);
        boolean hang = args.length > 1 && args[1].equals("hang");
        CountDownLatch never = new CountDownLatch(1);
        HeartbeatReporter.start(ReporterOptions.fromEnvironment(System.getenv()).toBuilder()
                .handler(AgentCommand.SNAPSHOT, (command, context) -> {
                    Files.writeString(made, command.id() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    System.out.println("made " + command.id());
                    if (hang) {
                        never.await();
                    }
                    return context.doneWithSnapshot("snapshot-of-" + command.id(), "2 files");
                })
                .build());
        never.await();
    }
}
