/**
 * A user's key slots and devices: which there are, adding and removing them, the passphrase's
 * change, approving a new device. Nothing here trusts what the server says of a slot but what it
 * opens to.
 */
@NullMarked
package dev.strongroom.sdk.slot;

import org.jspecify.annotations.NullMarked;
