/** Groups and rooms: verified, opened, changed. */
@NullMarked
package dev.strongroom.sdk.chain;

import org.jspecify.annotations.NullMarked;
