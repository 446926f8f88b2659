package com.dumontcloud.sdk.core.wire;

/** A field's name, ready to be written. */
interface JsonName {

    /** Returns the name as it begins a field: in quotation marks, with the colon. Shared; nobody may change it. */
    byte[] quoted();
}
