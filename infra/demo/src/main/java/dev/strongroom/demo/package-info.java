/**
 * The story that shows the product: one machine, real parts, five users through the real clients, a
 * hostile hand in the databases, and a search of everything that the server side holds.
 */
@NullMarked
package dev.strongroom.demo;

import org.jspecify.annotations.NullMarked;
