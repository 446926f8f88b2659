/** A starter for Spring Boot: the application reports its machine while it runs. */
@NullMarked
package com.dumontcloud.samples.spring;

import org.jspecify.annotations.NullMarked;
