/** Tests of the whole platform through its real clients. */
@NullMarked
package dev.strongroom.system;

import org.jspecify.annotations.NullMarked;
