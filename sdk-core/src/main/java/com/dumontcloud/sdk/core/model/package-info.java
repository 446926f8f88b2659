/**
 * What the product talks about: machines, heartbeats, commands and money, as values without behaviour of their own.
 */
@NullMarked
package com.dumontcloud.sdk.core.model;

import org.jspecify.annotations.NullMarked;
