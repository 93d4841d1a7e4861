/** People, their verified identities, and contacts. */
@NullMarked
package dev.strongroom.sdk.people;

import org.jspecify.annotations.NullMarked;
