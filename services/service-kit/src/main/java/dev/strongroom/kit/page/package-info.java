/** Listings in pages: none is without an end, and none is cut without saying so. */
@NullMarked
package dev.strongroom.kit.page;

import org.jspecify.annotations.NullMarked;
