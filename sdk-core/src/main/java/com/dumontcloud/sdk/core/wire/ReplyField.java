package com.dumontcloud.sdk.core.wire;

/** Every field that a reply to a heartbeat may have, in either dialect. */
enum ReplyField implements JsonName {
    SUCCESS,
    MESSAGE,
    ERROR,
    NEXT_HEARTBEAT_IN_SECONDS,
    ACTIONS,

    COMMANDS,
    HIBERNATE_IN_SECONDS,
    NEXT_HEARTBEAT_IN,

    ID,
    TYPE,
    ARGS,
    COUNTDOWN_SECONDS,

    /** Any other name. */
    UNKNOWN;

    static final FieldNames<ReplyField> NAMES = new FieldNames<>(values(), UNKNOWN);

    /** The type of an action that is no command but a warning. */
    static final String HIBERNATE_WARNING = "hibernate_warning";

    @SuppressWarnings("ImmutableEnumChecker") // See JsonName: nobody changes it.
    private final byte[] quoted = FieldNames.quoted(this);

    @Override
    public byte[] quoted() {
        return quoted;
    }
}
