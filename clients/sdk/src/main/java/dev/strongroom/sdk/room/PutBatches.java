package dev.strongroom.sdk.room;

import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cuts a put into batches that each fit one commit, in the order given. A folder that may have to
 * be made is counted where it is first needed; whether it is there already is not known here, so a
 * batch may turn out smaller, and never larger.
 */
final class PutBatches {
  private final int limit;
  private final Set<RoomPath> counted = new HashSet<>();
  private final List<List<PutPlan>> batches = new ArrayList<>();
  private int changes;

  private PutBatches(int limit) {
    this.limit = limit;
  }

  /**
   * @param limit of changes in one commit
   * @throws FileAlreadyExistsException if the plan puts something onto the root, two things into
   *     one place, or something into a file
   */
  static List<List<PutPlan>> of(List<PutPlan> plan, int limit) throws FileAlreadyExistsException {
    requirePlaces(plan);
    PutBatches batches = new PutBatches(limit);
    plan.forEach(batches::add);
    return batches.batches;
  }

  private static void requirePlaces(List<PutPlan> plan) throws FileAlreadyExistsException {
    Map<RoomPath, PutPlan> places = new HashMap<>();
    for (PutPlan one : plan) {
      PutPlan other = places.putIfAbsent(one.path(), one);
      boolean bothFolders = one instanceof PutPlan.Folder && other instanceof PutPlan.Folder;
      if (one.path().isRoot() && one instanceof PutPlan.File) {
        throw new FileAlreadyExistsException("/");
      }
      if (other != null && !bothFolders) {
        throw new FileAlreadyExistsException(one.path().toString());
      }
    }
    for (PutPlan one : plan) {
      for (int depth = 1; depth < one.path().names().size(); depth++) {
        RoomPath above = one.path().ancestor(depth);
        if (places.get(above) instanceof PutPlan.File) {
          throw new FileAlreadyExistsException(above + " is a file");
        }
      }
    }
  }

  private void add(PutPlan one) {
    List<RoomPath> fresh = new ArrayList<>();
    for (int depth = 1; depth <= one.path().names().size(); depth++) {
      RoomPath path = one.path().ancestor(depth);
      if (!counted.contains(path)) {
        fresh.add(path);
      }
    }
    if (batches.isEmpty() || changes + fresh.size() > limit) {
      batches.add(new ArrayList<>());
      changes = 0;
    }
    batches.getLast().add(one);
    counted.addAll(fresh);
    changes += fresh.size();
  }
}
