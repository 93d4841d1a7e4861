/**
 * What the sign-on says of people and of its directory's groups becomes requests here, and never a
 * membership: a group that a directory group feeds asks its managers for what changes there, and
 * whoever may not sign in any more is asked out everywhere. Tables: {@code directory_member}, a
 * projection of identity's events, and {@code feed}.
 */
@NullMarked
package dev.strongroom.access.feed;

import org.jspecify.annotations.NullMarked;
