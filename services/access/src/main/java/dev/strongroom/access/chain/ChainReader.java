package dev.strongroom.access.chain;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Serves chains to those who were let in. */
@ApplicationScoped
class ChainReader {
  private final ChainStore store;
  private final KeyStore keys;

  @Inject
  ChainReader(ChainStore store, KeyStore keys) {
    this.store = store;
    this.keys = keys;
  }

  /** For who reads the chain and not what is under its keys. */
  ChainView links(ChainId chain, long after) {
    List<ChainStore.Link> links = store.links(chain, after, ChainView.MOST_LINKS + 1);
    boolean more = links.size() > ChainView.MOST_LINKS;
    List<ChainStore.Link> page = more ? links.subList(0, ChainView.MOST_LINKS) : links;
    long last = more ? page.getLast().sequence() : Long.MAX_VALUE;
    return new ChainView(
        chain.toString(),
        views(page),
        more,
        views(store.voids(chain, after, last)),
        List.of(),
        List.of());
  }

  /**
   * With the keys of {@code user}.
   *
   * @param groups whose members' wraps are his as well
   */
  ChainView withKeys(ChainId chain, long after, UserId user, List<ChainId> groups) {
    ChainView view = links(chain, after);
    if (view.more()) {
      return view;
    }
    long epoch = ChainEntity.find(chain).orElseThrow(Problem::notFound).epoch;
    return new ChainView(
        view.id(),
        view.links(),
        false,
        view.voids(),
        keys.boxes(chain, epoch),
        keys.wraps(chain, epoch, user, groups));
  }

  /**
   * An epoch, the present one or an earlier: a client whose present epoch does not open begins the
   * next one from there. Whoever reads the chain now reads what came under it as well, and gets
   * what was wrapped for himself or for a group of his that it is granted to now.
   *
   * @param groups whose members' wraps are his as well
   */
  EpochView epoch(ChainId chain, long epoch, UserId user, List<ChainId> groups) {
    List<ChainView.Box> boxes = keys.boxes(chain, epoch);
    if (boxes.isEmpty()) {
      throw Problem.notFound();
    }
    return new EpochView(boxes, keys.wraps(chain, epoch, user, groups));
  }

  private static List<ChainView.Logged> views(List<ChainStore.Link> links) {
    return links.stream()
        .map(link -> new ChainView.Logged(link.envelope().toBase64Url(), link.index()))
        .toList();
  }
}
