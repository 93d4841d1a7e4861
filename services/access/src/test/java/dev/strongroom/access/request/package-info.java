/** Tests of requests that need no service. */
@NullMarked
package dev.strongroom.access.request;

import org.jspecify.annotations.NullMarked;
