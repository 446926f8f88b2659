package com.dumontcloud.sdk.agent.daemon;

import java.io.PrintStream;
import java.util.Map;

/**
 * What a command sees of whoever called it.
 *
 * @param environment the variables
 * @param out where results go
 * @param err where everything for people goes
 */
record Shell(Map<String, String> environment, PrintStream out, PrintStream err) {

    /** Says what is wrong. */
    void complain(String problem) {
        err.println("dumont-agent: " + problem);
    }
}
