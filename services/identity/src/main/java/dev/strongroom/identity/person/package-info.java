/** People, their identity statements and key slots. */
@NullMarked
package dev.strongroom.identity.person;

import org.jspecify.annotations.NullMarked;
