package dev.strongroom.system.model;

/** One step of a history: what is done, and how. */
sealed interface Step {
  /**
   * A move.
   *
   * @param fresh whether by a client that was opened just now, or by one that has lain since an
   *     earlier step
   */
  record One(Move move, boolean fresh) implements Step {}

  /**
   * A client that dies in its work: nothing gets through from a request on that changes something.
   * Another from the same folder goes on.
   *
   * @param request which one, counted from 1
   * @param delivered whether that request still arrives, and only its answer is lost
   * @param service that is killed while it works on the request, if it arrives; empty for none
   */
  record Crash(Move move, int request, boolean delivered, String service) implements Step {}

  /** Two people at once. */
  record Race(Move one, Move other) implements Step {}
}
