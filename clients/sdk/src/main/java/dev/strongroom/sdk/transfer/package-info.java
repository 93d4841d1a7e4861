/** Contents between this machine and the store, in parallel and with constant memory. */
@NullMarked
package dev.strongroom.sdk.transfer;

import org.jspecify.annotations.NullMarked;
