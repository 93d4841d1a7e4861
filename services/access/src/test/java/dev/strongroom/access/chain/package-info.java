/** Tests of chains that need no service. */
@NullMarked
package dev.strongroom.access.chain;

import org.jspecify.annotations.NullMarked;
