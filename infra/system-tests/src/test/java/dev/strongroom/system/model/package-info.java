/** Random histories of membership on the real services, held against a plain model. */
@NullMarked
package dev.strongroom.system.model;

import org.jspecify.annotations.NullMarked;
