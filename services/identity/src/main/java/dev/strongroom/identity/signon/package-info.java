/**
 * The company's sign-on: Keycloak's users, groups and memberships, mirrored in full; cut-offs; and
 * what else Keycloak tells. Nothing is concluded from the absence of an answer.
 */
@NullMarked
package dev.strongroom.identity.signon;

import org.jspecify.annotations.NullMarked;
