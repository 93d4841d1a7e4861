/** An organisation with people on real parts, for the tests of the services. */
@NullMarked
package dev.strongroom.kit.testing;

import org.jspecify.annotations.NullMarked;
