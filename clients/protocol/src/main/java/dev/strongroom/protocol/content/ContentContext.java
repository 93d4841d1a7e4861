package dev.strongroom.protocol.content;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.OrganisationId;

/**
 * What a content is bound to: organisation, room and content id, so that a copy within a room
 * shares the blob.
 */
public record ContentContext(OrganisationId organisation, ChainId room, ContentId content) {
  Context encode() {
    return Context.of("content", organisation).with(room.value()).with(content.value());
  }
}
