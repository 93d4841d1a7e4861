/**
 * Names of files, folders and rooms: what is accepted, how they are compared, and the blind index
 * (section 6).
 */
@NullMarked
package dev.strongroom.protocol.name;

import org.jspecify.annotations.NullMarked;
