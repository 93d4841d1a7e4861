/**
 * The Strongroom protocol, version 1 (suite SR1): what clients encrypt, sign and verify, and what
 * services verify before they store it. Pure Java, no I/O, no framework. {@code docs/protocol.md}
 * is the normative text; section numbers in this module refer to it.
 *
 * <p>This package holds the values that every other one uses: immutable {@link
 * dev.strongroom.protocol.Bytes}, zeroable {@link dev.strongroom.protocol.SecretBytes}, typed ids,
 * the one encoding of contexts ({@link dev.strongroom.protocol.Context}) and the errors.
 */
@NullMarked
package dev.strongroom.protocol;

import org.jspecify.annotations.NullMarked;
