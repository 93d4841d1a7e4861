/** What runs in Keycloak, without one. */
@NullMarked
package dev.strongroom.keycloak;

import org.jspecify.annotations.NullMarked;
