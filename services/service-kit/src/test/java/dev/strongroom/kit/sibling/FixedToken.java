package dev.strongroom.kit.sibling;

/** Always the same, and another where it is refused. */
final class FixedToken implements Sibling.Token {
  @Override
  public String get() {
    return "a-token";
  }

  @Override
  public String insteadOf(String refused) {
    return "instead-of-" + refused;
  }
}
