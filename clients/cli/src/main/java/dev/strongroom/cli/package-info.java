/**
 * The {@code strongroom} command: thin commands over the SDK, one line for every error, documented
 * exit codes.
 */
@NullMarked
package dev.strongroom.cli;

import org.jspecify.annotations.NullMarked;
