package com.dumontcloud.sdk.agent.daemon;

import java.util.Map;

/** What of the agent's environment is nobody else's business: its token, and its line to the service manager. */
final class OwnEnvironment {

    private OwnEnvironment() {}

    /** Takes it out of what a program of the owner is about to be given. */
    static void removeFrom(Map<String, String> environment) {
        environment.keySet().removeIf(OwnEnvironment::isOwn);
    }

    private static boolean isOwn(String variable) {
        return variable.startsWith("DUMONT_API_TOKEN")
                || variable.startsWith("WATCHDOG_")
                || variable.equals("NOTIFY_SOCKET")
                || variable.equals("CREDENTIALS_DIRECTORY");
    }
}
