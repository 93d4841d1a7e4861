/** What docs/problems.md lists, and what a console meets besides. */
export const REASONS = [
  'malformed',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'stale-head',
  'epoch-stale',
  'gone',
  'body-too-large',
  'statement-refused',
  'quota-exceeded',
  'lines-refused',
  'internal',
  'unavailable',
  // No answer at all, and one that is none of ours.
  'unreachable',
  'unknown',
] as const;

export type Reason = (typeof REASONS)[number];

/** What is wrong with one line of a list that was refused as a whole. */
export interface ProblemLine {
  line: number;
  code: string;
  detail: string;
}

/** A request that was not answered as asked: RFC 9457, mapped to what the console can explain. */
export class Problem extends Error {
  constructor(
    readonly reason: Reason,
    readonly status: number,
    readonly detail: string,
    readonly retryable: boolean,
    readonly correlationId: string,
    /** Of a list that was refused: each line that is at fault. */
    readonly lines: readonly ProblemLine[] = [],
  ) {
    super(reason);
    this.name = 'Problem';
  }

  static unreachable(): Problem {
    return new Problem('unreachable', 0, '', true, '');
  }

  /**
   * @param body the answer's body where it was JSON, anything else where it was not
   */
  static of(status: number, contentType: string | null, body: unknown): Problem {
    const isProblem = contentType?.startsWith('application/problem+json') ?? false;
    if (isProblem && typeof body === 'object' && body !== null) {
      const { reason, detail, retryable, correlationId, lines } = body as Record<string, unknown>;
      return new Problem(
        known(reason),
        status,
        text(detail),
        retryable === true || status === 503,
        text(correlationId),
        linesOf(lines),
      );
    }
    return new Problem(byStatus(status), status, '', status >= 500, '');
  }

  /** Whatever was thrown, as a problem. */
  static from(thrown: unknown): Problem {
    return thrown instanceof Problem ? thrown : new Problem('unknown', 0, '', false, '');
  }
}

function linesOf(value: unknown): ProblemLine[] {
  return Array.isArray(value)
    ? value.map((line: unknown) => {
        const { line: number, code, detail } = Object(line) as Record<string, unknown>;
        return { line: Number(number) || 0, code: text(code), detail: text(detail) };
      })
    : [];
}

function known(reason: unknown): Reason {
  return REASONS.find((r) => r === reason) ?? 'unknown';
}

/** Before a service's own code is reached, a bare status may come: an expired token, for one. */
function byStatus(status: number): Reason {
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 502:
    case 503:
    case 504:
      return 'unavailable';
    default:
      return 'unknown';
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 500) : '';
}
