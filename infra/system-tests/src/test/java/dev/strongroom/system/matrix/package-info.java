/** Who may call what: every endpoint of every service, held against a table in the docs. */
@NullMarked
package dev.strongroom.system.matrix;

import org.jspecify.annotations.NullMarked;
