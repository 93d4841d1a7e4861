package dev.strongroom.demo;

/** Something that the story promises did not happen. */
public final class DemoFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DemoFailedException(String message) {
    super(message);
  }

  static void require(boolean kept, String promise) {
    if (!kept) {
      throw new DemoFailedException("Not as promised: " + promise);
    }
  }
}
