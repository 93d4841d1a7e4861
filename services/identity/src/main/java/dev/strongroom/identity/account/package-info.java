/** What there is to show of one person: to himself, and to administrators and auditors. */
@NullMarked
package dev.strongroom.identity.account;

import org.jspecify.annotations.NullMarked;
