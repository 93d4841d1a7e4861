package dev.strongroom.sdk.transfer;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Takes a range into a buffer that its caller gave, and stops reading where more comes than was
 * asked for (T08, T55).
 */
final class RangeBody implements HttpResponse.BodySubscriber<Integer> {
  private final byte[] into;
  private final int length;
  private final CompletableFuture<Integer> whole = new CompletableFuture<>();
  private Optional<Flow.Subscription> subscription = Optional.empty();
  private int taken;
  private boolean abandoned;

  RangeBody(byte[] into, int length) {
    this.into = into;
    this.length = length;
  }

  /** After this nothing more is written into the buffer: it is another try's. */
  synchronized void abandon() {
    abandoned = true;
    subscription.ifPresent(Flow.Subscription::cancel);
  }

  @Override
  public CompletionStage<Integer> getBody() {
    return whole;
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription given) {
    subscription = Optional.of(given);
    given.request(Long.MAX_VALUE);
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int bytes = buffer.remaining();
      if (abandoned) {
        return;
      }
      if (bytes > length - taken) {
        abandon();
        whole.completeExceptionally(otherBytes());
        return;
      }
      buffer.get(into, taken, bytes);
      taken += bytes;
    }
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public synchronized void onComplete() {
    whole.complete(taken);
  }

  static AuthenticationException otherBytes() {
    return new AuthenticationException(
        ErrorCode.CT_CORRUPT, "the store sent other bytes than asked for");
  }
}
