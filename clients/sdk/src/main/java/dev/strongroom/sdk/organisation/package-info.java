/** The organisation's policy, changed by whoever has its root key. */
@NullMarked
package dev.strongroom.sdk.organisation;

import org.jspecify.annotations.NullMarked;
