package dev.strongroom.system.model;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.IdentityLine;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.system.Platform;
import dev.strongroom.system.model.Model.Named;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everybody of the model, with real clients; and what groups, rooms and keys really are called. */
final class Crew implements AutoCloseable {
  private final Map<String, Somebody> people = new LinkedHashMap<>();
  private final Map<String, ChainId> chains = new HashMap<>();
  private final Map<Hash, Named> identities = new HashMap<>();

  /** What each would read to others who ask him on the telephone. */
  private final Map<String, Hash> present = new HashMap<>();

  /** Every key that anybody ever signed with, for who keeps them. */
  private final List<Signer> signers = new ArrayList<>();

  private final Platform platform;

  Crew(Platform platform, Model model, String prefix) throws IOException {
    this.platform = platform;
    for (String name : model.keys.keySet()) {
      Somebody somebody = new Somebody(name, prefix + "-" + name, platform);
      people.put(name, somebody);
      has(name, model.named(name));
    }
  }

  Platform platform() {
    return platform;
  }

  Iterable<Somebody> all() {
    return people.values();
  }

  Somebody get(String name) {
    return Optional.ofNullable(people.get(name)).orElseThrow();
  }

  void made(String name, ChainId chain) {
    chains.put(name, chain);
  }

  ChainId chain(String name) {
    return Optional.ofNullable(chains.get(name)).orElseThrow();
  }

  /** Names by chain or user. */
  Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    chains.forEach((name, chain) -> names.put(chain.value().toHex(), name));
    people.forEach((name, somebody) -> names.put(somebody.user().value().toHex(), name));
    return names;
  }

  /** Remembers which keys somebody has from now on. */
  void has(String name, Named keys) {
    Hash identity = get(name).identity();
    identities.put(identity, keys);
    signers.add(new Signer(keys, identity, get(name).stolen().signing()));
    present.put(name, identity);
  }

  /** A key, of which generation, and the identity that states it. */
  record Signer(Named named, Hash identity, SigningKey key) {}

  List<Signer> signers() {
    return signers;
  }

  /** Of his present keys. */
  Hash present(String name) {
    return Optional.ofNullable(present.get(name)).orElseThrow();
  }

  Named keysOf(Hash identity) {
    return Optional.ofNullable(identities.get(identity)).orElseThrow();
  }

  /**
   * {@code client}'s user asks a person on the telephone for his fingerprint, and confirms what the
   * directory shows of him if it is that.
   *
   * @throws NotYetSeenException if this client does not know of his present keys yet
   */
  Person acquainted(Strongroom client, String name) {
    Somebody somebody = get(name);
    if (client.self().user().equals(somebody.user())) {
      return client.self();
    }
    Optional<Fingerprint> expected = Optional.ofNullable(present.get(name)).map(Fingerprint::of);
    Person person = client.person(somebody.account());
    if (expected.equals(Optional.of(person.fingerprint()))) {
      return person.trust() == Person.Trust.CONFIRMED
          ? person
          : client.people().pin(person, somebody.account(), expected);
    }
    for (IdentityLine reset : person.waitingResets()) {
      if (expected.equals(Optional.of(Fingerprint.of(reset.newest().hash())))) {
        return client.people().confirmReset(person, somebody.account(), expected);
      }
    }
    throw new NotYetSeenException();
  }

  /** A client that has lain open since before somebody's keys were changed. */
  static final class NotYetSeenException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Override
  public void close() {
    people.values().forEach(Somebody::close);
  }
}
