/**
 * Statements: JSON payloads signed as bytes in a DSSE envelope (section 3). An {@link
 * dev.strongroom.protocol.statement.Envelope} is kept and forwarded as it was signed; only what has
 * been verified becomes a {@link dev.strongroom.protocol.statement.Signed} value of its kind.
 */
@NullMarked
package dev.strongroom.protocol.statement;

import org.jspecify.annotations.NullMarked;
