/**
 * Who may go on although his token is still good: the sign-on's cut-offs, in every service's own
 * database, so that none has to ask another.
 */
@NullMarked
package dev.strongroom.kit.standing;

import org.jspecify.annotations.NullMarked;
