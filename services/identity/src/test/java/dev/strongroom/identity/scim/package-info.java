/** SCIM, on a real Keycloak. */
@NullMarked
package dev.strongroom.identity.scim;

import org.jspecify.annotations.NullMarked;
