/**
 * The Strongroom client for Java. Everything is encrypted and signed here and verified here; the
 * server is believed in nothing. Start at {@link dev.strongroom.sdk.Strongroom}.
 */
@NullMarked
package dev.strongroom.sdk;

import org.jspecify.annotations.NullMarked;
