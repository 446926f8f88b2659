/** The control plane on a port: Undertow around the endpoint, and the page. */
@NullMarked
package com.dumontcloud.samples.controlplane.server;

import org.jspecify.annotations.NullMarked;
