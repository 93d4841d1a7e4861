package dev.strongroom.protocol.json;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T53: JSON that two readers could understand in two ways is refused. */
class JsonObjectTest {
  private static JsonObject parse(String json) {
    return JsonObject.parse(Bytes.utf8(json), 1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\":null}",
        "{\"a\":1.0}",
        "{\"a\":1e3}",
        "{\"a\":-0}",
        "{\"a\":01}",
        "{\"a\":9007199254740992}",
        "{\"a\":99999999999999999999}",
        "{\"a\":1}{}",
        "{\"a\":1} x",
        "{\"a\":1,}",
        "{'a':1}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u00g0\"}",
        "{\"a\":\"\\u٠٠٠٠\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":",
        "[]",
        "\"a\"",
        "",
        "{\"a\":tru}",
        "{\"a\":true1}",
        "{\"ü\":1,\"ü\":1}",
        "{\"a\":ü}",
        "ü{\"a\":1}",
        "{\"a\":1}ü",
        "{\"a\"\u00a0:1}",
        "{\"a\":\"\\ud800—\"}",
        "{\"a\":\"—\u0001\"}"
      })
  void t53_jsonWithTwoMeanings_statement(String json) {
    assertRefused(ErrorCode.STATEMENT, () -> parse(json));
  }

  @Test
  void t53_invalidUtf8_statement() {
    byte[] json = {'{', '"', 'a', '"', ':', '"', (byte) 0xc0, (byte) 0x80, '"', '}'};
    assertRefused(ErrorCode.STATEMENT, () -> JsonObject.parse(Bytes.of(json), 100));
  }

  @Test
  void t53_invalidUtf8_besideTheCharacterThatStandsForIt_statement() {
    byte[] json = Bytes.utf8("{\"a\":\"\uFFFD?\"}").toArray();
    assertThat(JsonObject.parse(Bytes.of(json), 100).text("a")).isEqualTo("\uFFFD?");
    json[json.length - 3] = (byte) 0xff;
    assertRefused(ErrorCode.STATEMENT, () -> JsonObject.parse(Bytes.of(json), 100));
  }

  @Test
  void t53_invalidUtf8_anywhere_statement() {
    byte[][] broken = {
      {(byte) 0x80},
      {(byte) 0xe2, (byte) 0x80},
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
      {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
      {(byte) 0xe0, (byte) 0x80, (byte) 0x80}
    };
    List<String> places =
        List.of(
            "{\"a\":\"@\"}",
            "{\"a\":\"\u2014@\\n\"}",
            "{\"a\":\"\\n@\"}",
            "{\"@\":1}",
            "{\"a\":@}",
            "{}@");
    for (byte[] bytes : broken) {
      for (String place : places) {
        assertRefused(ErrorCode.STATEMENT, () -> JsonObject.parse(with(place, bytes), 1000));
      }
      // Also where it is nested too deep before.
      String deep = "{\"a\":".repeat(20) + "\"@\"" + "}".repeat(20);
      assertRefused(ErrorCode.STATEMENT, () -> JsonObject.parse(with(deep, bytes), 1000));
    }
  }

  private static Bytes with(String text, byte[] inPlaceOfTheSign) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int sign = text.indexOf('@');
    out.writeBytes(text.substring(0, sign).getBytes(StandardCharsets.UTF_8));
    out.writeBytes(inPlaceOfTheSign);
    out.writeBytes(text.substring(sign + 1).getBytes(StandardCharsets.UTF_8));
    return Bytes.of(out.toByteArray());
  }

  @Test
  void text_plainAndEscapedAndForeignInOne_isReadWhole() {
    String text = "plain\n\u2014 \"quoted\" \uD83D\uDD11 end";
    String json =
        "{\"a\":\"plain\\n\u2014 \\\"quoted\\\" \\uD83D\\uDD11 end\",\"b\":\"\\n\",\"c\":\"\"}";
    assertThat(parse(json).text("a")).isEqualTo(text);
    assertThat(parse(json).text("b")).isEqualTo("\n");
    assertThat(parse(json).text("c")).isEmpty();
  }

  @Test
  void t55_longerOrDeeperThanAllowed_limit() {
    assertRefused(
        ErrorCode.LIMIT,
        () -> JsonObject.parse(Bytes.utf8("{\"a\":\"" + "x".repeat(100) + "\"}"), 50));
    String deep = "{\"a\":".repeat(20) + "1" + "}".repeat(20);
    assertRefused(ErrorCode.LIMIT, () -> parse(deep));
  }

  @Test
  void encode_anythingParsed_parsesToTheSame() {
    String json = "{\"a\":[1,-2,true,{\"b\":\"\\\"\\\\ü\\u0001\"}],\"c\":{}}";
    JsonObject once = parse(json);
    assertThat(once.encode()).isEqualTo(JsonObject.parse(once.encode(), 1000).encode());
    assertThat(once.array("a")).hasSize(4);
  }
}
