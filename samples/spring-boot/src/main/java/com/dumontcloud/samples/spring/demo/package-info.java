/** An application to try the starter with. */
@NullMarked
package com.dumontcloud.samples.spring.demo;

import org.jspecify.annotations.NullMarked;
