/**
 * What a client keeps on its machine: settings, tokens, account secret, the unlocked session and
 * what it has pinned.
 */
@NullMarked
package dev.strongroom.sdk.device;

import org.jspecify.annotations.NullMarked;
