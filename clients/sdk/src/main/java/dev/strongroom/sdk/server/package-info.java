/** The platform's REST interface, as the client uses it. */
@NullMarked
package dev.strongroom.sdk.server;

import org.jspecify.annotations.NullMarked;
