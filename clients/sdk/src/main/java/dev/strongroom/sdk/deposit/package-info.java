/** Files sent into rooms: by who only may do that, and taken over by who writes there. */
@NullMarked
package dev.strongroom.sdk.deposit;

import org.jspecify.annotations.NullMarked;
