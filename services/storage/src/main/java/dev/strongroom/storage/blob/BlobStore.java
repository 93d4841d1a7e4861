package dev.strongroom.storage.blob;

import dev.strongroom.kit.config.HttpUrl;
import dev.strongroom.kit.config.Secret;
import dev.strongroom.kit.problem.Problem;
import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.StatObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Part;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The object store. Clients get URLs bound to one object, one part and 60 seconds; bytes do not
 * pass through here.
 */
@ApplicationScoped
public class BlobStore {
  /** A URL that is out dies within this time. */
  public static final int URL_SECONDS = 60;

  /** Where the store is, and this service's key to it. */
  @ConfigMapping(prefix = "strongroom.s3")
  public interface Config {
    /** URL as clients reach it, too. */
    @HttpUrl(https = true)
    URI endpoint();

    @Pattern(regexp = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", message = "is no name of a bucket")
    @WithDefault("strongroom")
    String bucket();

    @NotBlank
    String accessKey();

    @Secret
    String secretKey();
  }

  private final MinioAsyncClient client;
  private final String bucket;

  @Inject
  BlobStore(Config config) {
    this.bucket = config.bucket();
    this.client =
        MinioAsyncClient.builder()
            .endpoint(config.endpoint().toString())
            .region("us-east-1")
            .credentials(config.accessKey(), config.secretKey())
            .build();
  }

  /** Begins a multipart upload; gives its id at the store. */
  public String begin(String object) {
    return await(() ->
            client.createMultipartUpload(
                CreateMultipartUploadArgs.builder().bucket(bucket).object(object).build()))
        .result()
        .uploadId();
  }

  /**
   * @param value of {@code checksum} for the part's body; the URL is bound to it where it can be
   */
  public String partUrl(
      String object, String upload, int part, PartChecksum checksum, String value) {
    GetPresignedObjectUrlArgs.Builder args =
        GetPresignedObjectUrlArgs.builder()
            .method(Http.Method.PUT)
            .bucket(bucket)
            .object(object)
            .expiry(URL_SECONDS)
            .extraQueryParams(
                new Http.QueryParameters("uploadId", upload, "partNumber", Integer.toString(part)));
    if (checksum.isSigned()) {
      args.extraHeaders(new Http.Headers(checksum.header(), value));
    }
    return presign(args.build());
  }

  public String readUrl(String object) {
    return presign(
        GetPresignedObjectUrlArgs.builder()
            .method(Http.Method.GET)
            .bucket(bucket)
            .object(object)
            .expiry(URL_SECONDS)
            .build());
  }

  private String presign(GetPresignedObjectUrlArgs args) {
    try {
      return client.getPresignedObjectUrl(args);
    } catch (MinioException e) {
      throw Problem.unavailable("The object store");
    }
  }

  public void complete(String object, String upload, List<String> etags) {
    Part[] parts = new Part[etags.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new Part(i + 1, etags.get(i));
    }
    await(() ->
        client.completeMultipartUpload(
            CompleteMultipartUploadArgs.builder()
                .bucket(bucket)
                .object(object)
                .uploadId(upload)
                .parts(parts)
                .build()));
  }

  public void abort(String object, String upload) {
    await(() ->
        client.abortMultipartUpload(
            AbortMultipartUploadArgs.builder()
                .bucket(bucket)
                .object(object)
                .uploadId(upload)
                .build()));
  }

  /** The object's size; empty if it is not there. */
  public OptionalLong size(String object) {
    try {
      return OptionalLong.of(
          await(() ->
                  client.statObject(StatObjectArgs.builder().bucket(bucket).object(object).build()))
              .size());
    } catch (NotThereException _) {
      return OptionalLong.empty();
    }
  }

  /** Whether the store answers; for readiness. */
  public boolean answers() {
    try {
      size("readiness-probe");
      return true;
    } catch (Problem _) {
      return false;
    }
  }

  private interface Call<T> {
    CompletableFuture<T> start() throws MinioException;
  }

  private static final class NotThereException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static <T> T await(Call<T> call) {
    try {
      return call.start().get(120, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ErrorResponseException refused
          && refused.errorResponse().code().startsWith("NoSuch")) {
        throw new NotThereException();
      }
      throw Problem.unavailable("The object store");
    } catch (MinioException | TimeoutException e) {
      throw Problem.unavailable("The object store");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("The object store");
    }
  }
}
