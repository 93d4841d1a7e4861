package dev.strongroom.protocol.node;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.DepositId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;

/**
 * Where a deposit belongs. Its node key and its metadata open nowhere else: in no other room or
 * epoch, under no other deposit, and in nobody else's name (T77).
 *
 * @param depositor hash of the identity under which it is sent
 */
public record DepositPlace(
    OrganisationId organisation, ChainId room, long epoch, Hash depositor, DepositId deposit) {
  /** HPKE info of the node key. */
  Bytes keyInfo() {
    return context("deposit-key").encode();
  }

  /** Context of the sealed metadata. */
  Context metadata() {
    return context("deposit-metadata");
  }

  private Context context(String purpose) {
    return Context.of(purpose, organisation)
        .with(room.value())
        .with(epoch)
        .with(depositor.value())
        .with(deposit.value());
  }
}
