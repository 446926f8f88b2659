/**
 * The one owner of a fleet's state: feeds events to the core, carries out what it decides, and keeps the books.
 */
@NullMarked
package com.dumontcloud.sdk.policy.fleet;

import org.jspecify.annotations.NullMarked;
