/**
 * Key slots: the identity secret, sealed so that a server may keep it (section 4). A slot also
 * seals which organisation and policy its maker knew, so a new device takes these from the slot and
 * never from the server.
 */
@NullMarked
package dev.strongroom.protocol.slot;

import org.jspecify.annotations.NullMarked;
