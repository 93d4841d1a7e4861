package dev.strongroom.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the story showed, in figures. */
final class Report {
  private final Map<String, Object> values = new LinkedHashMap<>();
  private double uploadSeconds;
  private double downloadSeconds;
  private String room = "";

  Map<String, Object> values() {
    return values;
  }

  void put(String name, Object value) {
    values.put(name, value);
  }

  void fileBytes(long bytes) {
    put("file_bytes", bytes);
  }

  private long bytes() {
    return (Long) values.getOrDefault("file_bytes", 0L);
  }

  void sent(String sha256) {
    put("sha256_sent", sha256);
  }

  String sent() {
    return String.valueOf(values.get("sha256_sent"));
  }

  void received(String sha256) {
    put("sha256_received", sha256);
  }

  String received() {
    return String.valueOf(values.get("sha256_received"));
  }

  void uploadSeconds(double seconds) {
    uploadSeconds = seconds;
    put("upload_mb_s", round(uploadMbPerSecond()));
  }

  double uploadMbPerSecond() {
    return bytes() / 1e6 / uploadSeconds;
  }

  void downloadSeconds(double seconds) {
    downloadSeconds = seconds;
    put("download_mb_s", round(downloadMbPerSecond()));
  }

  double downloadMbPerSecond() {
    return bytes() / 1e6 / downloadSeconds;
  }

  void room(String id) {
    room = id;
  }

  String room() {
    return room;
  }

  void outsider(String word) {
    put("outsider", word);
  }

  void removed(String word) {
    put("removed", word);
  }

  void removedKeys(String word) {
    put("removed_keys", word);
  }

  String removedKeys() {
    return String.valueOf(values.get("removed_keys"));
  }

  void tampering(List<String> codes) {
    put("tampering", codes.size() == 3 ? "noticed" : "missed");
    put("tampering_errors", codes);
  }

  void auditEvents(int events) {
    put("audit_events", events);
  }

  static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
