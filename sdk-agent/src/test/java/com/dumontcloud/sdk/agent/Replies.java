package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import java.util.List;

/** Replies for tests. */
final class Replies {

    private Replies() {}

    static HeartbeatReply command(String id, String type) {
        return HeartbeatReply.builder()
                .commands(List.of(AgentCommand.of(id, type)))
                .build();
    }
}
