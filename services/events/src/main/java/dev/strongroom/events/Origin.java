package dev.strongroom.events;

import java.util.regex.Pattern;

/**
 * The request that an event comes from, so that what it makes happen in other services can be found
 * under one id. Both ids are empty where they are not known, and name no person.
 *
 * @param traceparent of W3C Trace Context, version 00
 * @param correlationId as in the logs and the answer
 */
public record Origin(String traceparent, String correlationId) {
  private static final Pattern TRACEPARENT =
      Pattern.compile("|00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final Pattern CORRELATION = Pattern.compile("|[A-Za-z0-9-]{8,64}");

  /** Nothing is known of the cause. */
  public static final Origin UNKNOWN = new Origin("", "");

  public Origin {
    if (!TRACEPARENT.matcher(traceparent).matches()
        || !CORRELATION.matcher(correlationId).matches()) {
      throw new IllegalArgumentException("not the ids of a request");
    }
  }
}
