/** How much a request may bring: for each endpoint its own, announced or not. */
@NullMarked
package dev.strongroom.kit.body;

import org.jspecify.annotations.NullMarked;
