/** Sign-on: authorization code with PKCE; says who talks, never proves a key. */
@NullMarked
package dev.strongroom.sdk.signin;

import org.jspecify.annotations.NullMarked;
