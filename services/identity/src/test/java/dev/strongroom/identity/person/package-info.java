/** People. */
@NullMarked
package dev.strongroom.identity.person;

import org.jspecify.annotations.NullMarked;
