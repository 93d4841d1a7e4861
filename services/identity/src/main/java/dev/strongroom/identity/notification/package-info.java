/**
 * Tells people that something waits for them, by e-mail and by a signed webhook. A message says
 * that something waits, and where to look; never who, what or why: mail is read on the way. Events
 * are taken in the transaction that remembers them, and a message is due until it was handed over,
 * so a crash loses none and may send one twice. Table: {@code notification}.
 */
@NullMarked
package dev.strongroom.identity.notification;

import org.jspecify.annotations.NullMarked;
