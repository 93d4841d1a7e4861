/**
 * Contents of files (section 6): a stored content is the suite byte and a Cobblestone message of
 * the padded plaintext; its digest is the RFC 6962 root over its pieces of 1 MiB. Sealed and opened
 * in parallel, with constant memory.
 */
@NullMarked
package dev.strongroom.protocol.content;

import org.jspecify.annotations.NullMarked;
