/**
 * The long-running client (section 5): renews keys, rewraps and retires epochs, adopts deposits and
 * repeats commits unasked, and signs unattended exactly what its owner's rules allow.
 */
@NullMarked
package dev.strongroom.sdk.agent;

import org.jspecify.annotations.NullMarked;
