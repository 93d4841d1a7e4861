package dev.strongroom.system.matrix;

/** What the table says of a caller at an endpoint. */
enum Outcome {
  /** He is let through; what comes then is a matter of what he asks for. */
  YES,
  /** Who he is does not show. */
  UNAUTHENTICATED,
  /** He may not. */
  FORBIDDEN,
  /** As if there were nothing. */
  NOTHING;

  static Outcome of(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOTHING;
      default -> YES;
    };
  }

  static Outcome parse(String cell) {
    return switch (cell) {
      case "yes" -> YES;
      case "401" -> UNAUTHENTICATED;
      case "403" -> FORBIDDEN;
      case "404" -> NOTHING;
      default -> throw new IllegalArgumentException("no cell of the table: " + cell);
    };
  }

  String cell() {
    return switch (this) {
      case YES -> "yes";
      case UNAUTHENTICATED -> "401";
      case FORBIDDEN -> "403";
      case NOTHING -> "404";
    };
  }
}
