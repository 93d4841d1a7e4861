/**
 * Recovery: the organisation's recovery key opens the recovery slots of those who have confirmed
 * it, and signs nothing (section 4). Whoever holds it can act as those users.
 */
@NullMarked
package dev.strongroom.sdk.recovery;

import org.jspecify.annotations.NullMarked;
