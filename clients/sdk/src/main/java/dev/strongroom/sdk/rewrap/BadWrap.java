package dev.strongroom.sdk.rewrap;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;

/**
 * A wrap that does not open to its record's key.
 *
 * @param author whose it is, as the service has written it down
 */
public record BadWrap(Hash record, long epoch, UserId author) {}
