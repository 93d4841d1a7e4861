package dev.strongroom.sdk.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.content.ContentLayout;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Uploads, and the store behind presigned URLs. */
final class BlobPart {
  private static final long PART_BYTES = 8L << 20;

  private final URI url;
  private final SecureRandom random;
  private final Map<String, TreeMap<Integer, Bytes>> open = new HashMap<>();
  private final Map<String, byte[]> blobs = new HashMap<>();
  private final List<String> givenUp = new ArrayList<>();

  BlobPart(URI url, SecureRandom random) {
    this.url = url;
    this.random = random;
  }

  /** Blobs that are wholly here, by id; what the map holds may be altered. */
  byte[] blob(Bytes id) {
    return blobs.get(id.toBase64Url());
  }

  void replace(Bytes id, byte[] with) {
    blobs.put(id.toBase64Url(), with);
  }

  List<String> givenUp() {
    return List.copyOf(givenUp);
  }

  String readUrl(Bytes blob) {
    return url + "/store/" + blob.toBase64Url();
  }

  Answer uploads(Request request) {
    List<String> parts = request.parts();
    if (parts.size() == 5) {
      return begin(request.json().path("storedLength").asLong());
    }
    String upload = parts.get(5);
    if (request.method().equals("DELETE")) {
      open.remove(upload);
      givenUp.add(upload);
      return new Answer.Whole(204, Map.of(), Bytes.empty());
    }
    if (parts.size() == 6) {
      return state(upload);
    }
    return parts.get(6).equals("urls")
        ? urls(upload, request.json().path("parts"))
        : complete(upload);
  }

  private Answer begin(long storedLength) {
    String upload = Bytes.random(random, 16).toBase64Url();
    open.put(upload, new TreeMap<>());
    long blob = ContentLayout.ofStored(storedLength).storedLength();
    return Answer.json(
        Map.of(
            "upload",
            upload,
            "partBytes",
            PART_BYTES,
            "parts",
            (blob + PART_BYTES - 1) / PART_BYTES,
            "state",
            "open"));
  }

  private Answer urls(String upload, JsonNode parts) {
    List<String> urls = new ArrayList<>();
    parts.forEach(part -> urls.add(url + "/store/" + upload + "?partNumber=" + part.asInt()));
    return Answer.json(Map.of("urls", urls));
  }

  private Answer complete(String upload) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    open.get(upload).values().forEach(part -> whole.writeBytes(part.toArray()));
    blobs.put(upload, whole.toByteArray());
    return state(upload);
  }

  private Answer state(String upload) {
    return Answer.json(
        Map.of("upload", upload, "state", blobs.containsKey(upload) ? "complete" : "open"));
  }

  /** The store itself: parts come, ranges go. */
  Answer store(Request request) {
    String id = request.parts().get(1);
    if (request.method().equals("PUT")) {
      int part = Integer.parseInt(request.query("partNumber").getFirst());
      open.get(id).put(part, request.body());
      return new Answer.Whole(200, Map.of("ETag", "\"" + part + "\""), Bytes.empty());
    }
    byte[] blob = blobs.get(id);
    if (blob == null) {
      return Answer.text(404, "text/xml", "<Error/>");
    }
    String[] range = request.range().orElseThrow().substring("bytes=".length()).split("-");
    int from = Integer.parseInt(range[0]);
    int to = Math.min(blob.length - 1, Integer.parseInt(range[1]));
    return from >= blob.length
        ? Answer.text(416, "text/xml", "<Error/>")
        : new Answer.Whole(206, Map.of(), Bytes.of(blob, from, to - from + 1));
  }
}
