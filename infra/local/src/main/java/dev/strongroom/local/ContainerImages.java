package dev.strongroom.local;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Which parts of a lease come from containers, and from which images. The Maven profile {@code
 * containers} names them as system properties; without it, no part does.
 */
final class ContainerImages {
  private static final String PROPERTY = "strongroom.container.";

  /** Instead of an image: the local stack's part. */
  private static final String LOCAL = "local";

  private final Map<Stack.Part, String> images = new EnumMap<>(Stack.Part.class);

  private ContainerImages() {}

  static ContainerImages fromSystem() {
    return from(name -> System.getProperty(name, ""));
  }

  static ContainerImages from(UnaryOperator<String> properties) {
    ContainerImages found = new ContainerImages();
    for (Stack.Part part : Stack.Part.values()) {
      String image = properties.apply(PROPERTY + part.name().toLowerCase(Locale.ROOT)).strip();
      if (!image.isEmpty() && !image.equals(LOCAL)) {
        found.images.put(part, image);
      }
    }
    return found;
  }

  boolean has(Stack.Part part) {
    return images.containsKey(part);
  }

  /** Whether nothing is left that the local stack would have to be started for. */
  boolean hasAll() {
    return images.size() == Stack.Part.values().length;
  }

  String image(Stack.Part part) {
    String image = images.get(part);
    if (image == null) {
      throw new IllegalStateException(part + " does not come from a container");
    }
    return image;
  }
}
