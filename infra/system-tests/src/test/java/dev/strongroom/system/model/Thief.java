package dev.strongroom.system.model;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.HistoryBox;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.system.model.Hoard.Epoch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that one owner of keys can ever open, given every copy that a server kept: he keeps his own
 * keys for ever, and follows them through wraps and histories as far as they lead.
 */
final class Thief {
  private final String name;
  private final OrganisationId organisation;
  private final UserId user;
  private final List<KemPrivateKey> own = new ArrayList<>();
  private final Map<ChainId, TreeMap<Long, EpochSecret>> secrets = new HashMap<>();
  private final Set<Object> tried = new HashSet<>();
  private final Set<Hash> opened = new HashSet<>();

  /** The last step at which he could have read a room. */
  private final Map<ChainId, Integer> lastEntitled = new HashMap<>();

  /** The last step at which he was in a group. */
  private final Map<ChainId, Integer> lastIn = new HashMap<>();

  Thief(String name, OrganisationId organisation, UserId user) {
    this.name = name;
    this.organisation = organisation;
    this.user = user;
  }

  /** The same keys in other hands, from now on on their own. */
  Thief copy(String of) {
    Thief copy = new Thief(of, organisation, user);
    copy.own.addAll(own);
    secrets.forEach((chain, all) -> copy.secrets.put(chain, new TreeMap<>(all)));
    copy.lastEntitled.putAll(lastEntitled);
    copy.lastIn.putAll(lastIn);
    return copy;
  }

  String name() {
    return name;
  }

  void keeps(KemPrivateKey key) {
    own.add(key);
  }

  void couldRead(ChainId room, int step) {
    lastEntitled.merge(room, step, Math::max);
  }

  void wasIn(ChainId group, int step) {
    lastIn.merge(group, step, Math::max);
  }

  private record Tried(Object what, Object with) {}

  /** Follows what he has as far as it leads. */
  void learn(Hoard hoard) {
    boolean more = true;
    while (more) {
      more = false;
      for (Hoard.Wrap wrap : hoard.wraps()) {
        more |= !has(wrap.chain(), wrap.epoch()) && opens(hoard, wrap);
      }
      for (Map.Entry<Epoch, Bytes> history : hoard.histories().entrySet()) {
        more |= has(history.getKey()) && opens(hoard, history.getKey(), history.getValue());
      }
    }
  }

  private boolean has(Epoch epoch) {
    return has(epoch.chain(), epoch.number());
  }

  private boolean has(ChainId chain, long epoch) {
    return secrets.getOrDefault(chain, new TreeMap<>()).containsKey(epoch);
  }

  private boolean opens(Hoard hoard, Hoard.Wrap wrap) {
    if (wrap.kind().equals("user")) {
      if (!wrap.recipient().equals(user.value())) {
        return false;
      }
      Recipient to = new Recipient.User(user, Hash.parse(wrap.reference()));
      boolean found = false;
      for (int i = 0; i < own.size() && !found; i++) {
        found = tried.add(new Tried(wrap, i)) && opens(hoard, wrap, to, own.get(i));
      }
      return found;
    }
    ChainId group = new ChainId(wrap.recipient());
    long epoch = Long.parseLong(wrap.reference());
    EpochSecret secret = secrets.getOrDefault(group, new TreeMap<>()).get(epoch);
    if (secret == null || !tried.add(new Tried(wrap, group))) {
      return false;
    }
    try (KemPrivateKey key = secret.kemKey()) {
      return opens(hoard, wrap, new Recipient.Group(group, epoch), key);
    }
  }

  private boolean opens(Hoard hoard, Hoard.Wrap wrap, Recipient to, KemPrivateKey key) {
    try {
      keep(
          new Epoch(wrap.chain(), wrap.epoch()),
          EpochWrap.open(
              organisation,
              wrap.chain(),
              wrap.epoch(),
              to,
              key,
              wrap.wrap(),
              hoard.stated(new Epoch(wrap.chain(), wrap.epoch()))));
      return true;
    } catch (ProtocolException _) {
      return false;
    }
  }

  private void keep(Epoch epoch, EpochSecret secret) {
    secrets.computeIfAbsent(epoch.chain(), _ -> new TreeMap<>()).put(epoch.number(), secret);
  }

  private boolean opens(Hoard hoard, Epoch epoch, Bytes history) {
    if (!tried.add(new Tried(epoch, history))) {
      return false;
    }
    EpochSecret present =
        Optional.ofNullable(secrets.get(epoch.chain()))
            .map(all -> all.get(epoch.number()))
            .orElseThrow();
    int[] found = new int[1];
    HistoryBox.open(organisation, present, history, n -> hoard.stated(new Epoch(epoch.chain(), n)))
        .forEach((number, secret) -> {
          if (!has(epoch.chain(), number)) {
            keep(new Epoch(epoch.chain(), number), secret);
            found[0]++;
          }
        });
    return found[0] > 0;
  }

  /** Groups' keys of his that were made when he was not there any more. */
  List<String> keysOfOthers(Hoard hoard) {
    List<String> found = new ArrayList<>();
    hoard
        .groupEpochs()
        .forEach((epoch, begun) -> {
          int until = lastIn.getOrDefault(epoch.chain(), 0);
          if (begun > until && has(epoch)) {
            found.add("epoch " + epoch.number() + " of step " + begun + ", member until " + until);
          }
        });
    return found;
  }

  /** What he opens of all that was written when he could read no more. */
  List<String> loot(Hoard hoard) {
    List<String> loot = new ArrayList<>();
    hoard
        .records()
        .forEach((record, written) -> {
          int until = lastEntitled.getOrDefault(written.room(), 0);
          if (written.step() > until && opens(hoard, record, written.room())) {
            loot.add("record " + record + " of step " + written.step() + ", reader until " + until);
          }
        });
    hoard
        .deposits()
        .forEach((hash, sent) -> {
          int until = lastEntitled.getOrDefault(sent.deposit().room(), 0);
          if (sent.step() > until && opens(hash, sent)) {
            loot.add("deposit " + hash + " of step " + sent.step() + ", reader until " + until);
          }
        });
    return loot;
  }

  /**
   * What he cannot open of a room that he reads now: his tools are good, or the loot says nothing.
   */
  List<String> missing(Hoard hoard, ChainId room) {
    List<String> missing = new ArrayList<>();
    hoard
        .records()
        .forEach((record, written) -> {
          if (written.room().equals(room) && !opens(hoard, record, room)) {
            missing.add("record " + record + " of step " + written.step());
          }
        });
    return missing;
  }

  private boolean opens(Hoard hoard, Hash record, ChainId room) {
    if (opened.contains(record)) {
      return true;
    }
    for (Hoard.NodeWrap wrap : hoard.wrapsOf(record)) {
      for (Map.Entry<Long, EpochSecret> secret :
          secrets.getOrDefault(room, new TreeMap<>()).entrySet()) {
        if (tried.add(new Tried(wrap, secret.getKey())) && opens(wrap, secret.getValue())) {
          opened.add(record);
          return true;
        }
      }
    }
    return false;
  }

  private boolean opens(Hoard.NodeWrap wrap, EpochSecret secret) {
    try (NodeKey _ =
        NodeKey.unwrap(secret, organisation, wrap.room(), wrap.record(), wrap.wrap())) {
      return true;
    } catch (ProtocolException _) {
      return false;
    }
  }

  private boolean opens(Hash hash, Hoard.Sent sent) {
    for (Map.Entry<Long, EpochSecret> secret :
        secrets.getOrDefault(sent.deposit().room(), new TreeMap<>()).entrySet()) {
      if (tried.add(new Tried(hash, secret.getKey()))) {
        try (NodeKey _ =
            NodeKey.openDeposit(
                secret.getValue(), sent.deposit().place(), sent.deposit().nodeKey())) {
          return true;
        } catch (ProtocolException _) {
          // As it must be.
        }
      }
    }
    return false;
  }
}
