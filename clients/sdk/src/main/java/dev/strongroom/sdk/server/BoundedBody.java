package dev.strongroom.sdk.server;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Takes an answer of at most so many bytes, and stops reading where there are more. The JDK's own
 * limit ends in an error like that of a broken connection; whoever asks has to tell the two apart.
 */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
  private final int limit;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private Optional<Flow.Subscription> subscription = Optional.empty();

  BoundedBody(int limit) {
    this.limit = limit;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = Optional.of(given);
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.remaining() > limit - taken.size()) {
        subscription.ifPresent(Flow.Subscription::cancel);
        whole.completeExceptionally(
            new MalformedException(
                ErrorCode.LIMIT, "the server's answer is larger than it may be"));
        return;
      }
      byte[] part = new byte[buffer.remaining()];
      buffer.get(part);
      taken.writeBytes(part);
    }
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.complete(taken.toByteArray());
  }
}
