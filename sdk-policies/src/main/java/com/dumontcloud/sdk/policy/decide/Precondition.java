package com.dumontcloud.sdk.policy.decide;

/**
 * What must be so before the engine acts, beside that no {@link BuiltInGuard} objects. Each is checked where the engine comes to it;
 * together with the guards they are all that stands between a proposal and an action.
 */
enum Precondition {
    /** Its users were told in a heartbeat's reply, that arrived, and a warning's lead has passed since. */
    WARNING_ARRIVED,

    /** A notifier took the notice to its owner, or none has taken anything for a day and what is done can be undone. */
    NOTICE_TAKEN,

    /** Nothing else is under way on the machine. */
    NO_OTHER_OPERATION,

    /** What it was decided by are the settings that are in force, and its users had the time to notice them. */
    SETTINGS_IN_FORCE,

    /** Its provider was read when the operation was claimed, less than a minute ago. */
    READ_IS_FRESH
}
