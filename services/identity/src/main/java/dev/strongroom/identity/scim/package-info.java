/**
 * SCIM 2.0 as a second door to the same sign-on: what comes in here is done in Keycloak, and
 * mirrored at once. The parts that Entra ID and Okta use, and no others.
 */
@NullMarked
package dev.strongroom.identity.scim;

import org.jspecify.annotations.NullMarked;
