/**
 * Rules for configuration. A service that is told nonsense does not start, and says why in one line
 * for each fault; no line holds a secret.
 */
@NullMarked
package dev.strongroom.kit.config;

import org.jspecify.annotations.NullMarked;
