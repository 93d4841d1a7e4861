/**
 * The search for plaintext: everything that the server side stored, logged or published is looked
 * through for what only clients may have, in every encoding that it could have slipped out in.
 */
@NullMarked
package dev.strongroom.demo.search;

import org.jspecify.annotations.NullMarked;
