package dev.strongroom.local;

import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.errors.MinioException;
import java.io.IOException;

/** Buckets of an endpoint that is not ours, where they are no folders. */
final class S3Buckets {
  private S3Buckets() {}

  @SuppressWarnings("try") // The client's close() may be interrupted, as its declaration says.
  static void make(String endpoint, String accessKey, String secretKey, String bucket)
      throws IOException {
    try (MinioClient client =
        MinioClient.builder().endpoint(endpoint).credentials(accessKey, secretKey).build()) {
      client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
    } catch (MinioException e) {
      throw new IOException("the bucket could not be made", e);
    } catch (Exception e) {
      throw new IOException("the store does not answer", e);
    }
  }
}
