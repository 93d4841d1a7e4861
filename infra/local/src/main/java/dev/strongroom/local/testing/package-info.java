/** The leased stack as a test resource of Quarkus. */
@NullMarked
package dev.strongroom.local.testing;

import org.jspecify.annotations.NullMarked;
