package dev.strongroom.local;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills {@code ${name}} in descriptions. */
final class Placeholders {
  private static final Pattern NAME = Pattern.compile("\\$\\{([a-z0-9.-]+)\\}");

  private Placeholders() {}

  /**
   * @throws IllegalArgumentException for a name that has no value
   */
  static String fill(String text, Map<String, String> values) {
    return NAME.matcher(text)
        .replaceAll(match -> {
          String value = values.get(match.group(1));
          if (value == null) {
            throw new IllegalArgumentException("no value for ${" + match.group(1) + "}");
          }
          return Matcher.quoteReplacement(value);
        });
  }
}
