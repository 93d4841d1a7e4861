/** For the tests of whoever publishes or consumes events. */
@NullMarked
package dev.strongroom.events.testing;

import org.jspecify.annotations.NullMarked;
