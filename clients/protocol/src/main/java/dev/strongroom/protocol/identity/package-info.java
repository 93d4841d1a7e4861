/**
 * Who somebody is: the identity secret and the keys derived from it, identity statements and their
 * chain (sections 3 and 4). Whoever names a person names an identity hash, which stands for that
 * identity and for those that follow by rotations, never past a reset.
 */
@NullMarked
package dev.strongroom.protocol.identity;

import org.jspecify.annotations.NullMarked;
