package dev.strongroom.access.request;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A line of a batch that cannot be filed, and why.
 *
 * @param line its place in the batch, from 1
 * @param code {@code malformed}, {@code not-found}, {@code conflict}, {@code no-keys} or {@code
 *     twice}
 */
@Schema(description = "A line of a batch that cannot be filed")
public record BadLine(int line, String code, String detail) {
  /** So many lines are named; more would help nobody. */
  private static final int MOST_NAMED = 1_000;

  static BadLine of(int line, Problem problem) {
    return new BadLine(line, problem.reason().text(), String.valueOf(problem.getMessage()));
  }

  /** The refusal of a batch; nothing of it was filed. */
  static Problem refusal(List<BadLine> lines) {
    List<BadLine> named =
        lines.stream().sorted(Comparator.comparingInt(BadLine::line)).limit(MOST_NAMED).toList();
    return new Problem(
        Reason.LINES_REFUSED,
        lines.size() + " lines cannot be filed. Nothing was.",
        Map.of("lines", named));
  }
}
