/** The organisation and its policy. */
@NullMarked
package dev.strongroom.identity.organisation;

import org.jspecify.annotations.NullMarked;
