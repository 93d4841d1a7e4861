/** What the one origin lets through, and how its pages are kept from being used against people. */
@NullMarked
package dev.strongroom.system.edge;

import org.jspecify.annotations.NullMarked;
