package dev.strongroom.sdk.transfer;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.sdk.server.ServerException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Parts and ranges, straight between this machine and the store, through presigned URLs. */
final class Store {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int MAX_ETAG = 200;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /**
   * Whether a failed try is worth another: the store was away, or the URL has expired meanwhile.
   */
  static final class RetryException extends Exception {
    private static final long serialVersionUID = 1;

    RetryException(String message) {
      super(message);
    }
  }

  /**
   * Puts one part; gives its ETag. The store compares the body with the checksum sent along; where
   * it compares none, the ETag is compared here.
   */
  String put(URI url, byte[] body, int length, PartChecksum checksum) throws RetryException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(LIMIT)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body, 0, length));
    if (checksum != PartChecksum.NONE) {
      request.header(checksum.header(), checksum.of(body, length));
    }
    HttpResponse<Void> response =
        send(request.build(), HttpResponse.BodyHandlers.discarding(), () -> {});
    String etag =
        response
            .headers()
            .firstValue("ETag")
            .filter(given -> given.length() <= MAX_ETAG)
            .orElseThrow(() -> new RetryException("the store gave no ETag"));
    if (checksum == PartChecksum.NONE && PartChecksum.isAnother(etag, body, length)) {
      throw new RetryException("the store took another part than was sent");
    }
    return etag;
  }

  /**
   * Reads exactly {@code length} bytes from {@code offset} into {@code into}.
   *
   * @throws AuthenticationException {@link ErrorCode#CT_CORRUPT} for more or fewer (T08)
   */
  void get(URI url, long offset, byte[] into, int length) throws RetryException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(LIMIT)
            .header("Range", "bytes=" + offset + "-" + (offset + length - 1))
            .GET()
            .build();
    RangeBody body = new RangeBody(into, length);
    // What a failure says is of no interest, and may be longer than the buffer.
    HttpResponse.BodyHandler<Integer> handler =
        info -> info.statusCode() / 100 == 2 ? body : HttpResponse.BodySubscribers.replacing(0);
    if (send(request, handler, body::abandon).body() != length) {
      throw RangeBody.otherBytes();
    }
  }

  /** The whole exchange has to end within the limit: a store that stalls is away. */
  private <T> HttpResponse<T> send(
      HttpRequest request, HttpResponse.BodyHandler<T> handler, Runnable abandon)
      throws RetryException {
    CompletableFuture<HttpResponse<T>> exchange = http.sendAsync(request, handler);
    try {
      HttpResponse<T> response = exchange.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      int status = response.statusCode();
      if (status == 404 || status == 416) {
        throw new AuthenticationException(
            ErrorCode.CT_TRUNCATED, "the store does not have what the room's state names");
      }
      if (status / 100 != 2) {
        throw new RetryException("the store answered with status " + status);
      }
      return response;
    } catch (ExecutionException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof ProtocolException told) {
          throw told;
        }
      }
      throw new RetryException("the store does not answer");
    } catch (TimeoutException e) {
      throw new RetryException("the store does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException(ServerException.AWAY, "interrupted", "Interrupted.");
    } finally {
      exchange.cancel(true);
      abandon.run();
    }
  }
}
