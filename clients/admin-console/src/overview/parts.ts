/** The parts that answer behind the one origin. */
export const PARTS = ['sign-on', 'identity', 'access', 'storage', 'audit'] as const;
export type Part = (typeof PARTS)[number];

/**
 * What the outside can see of a part: it answers; it answers that it can't work now; it doesn't
 * answer. Why is for the operator, whose health pages are not public.
 */
export type PartState = 'answers' | 'troubled' | 'away';

export function probes(authority: string): Record<Part, string> {
  return {
    'sign-on': `${authority}/.well-known/openid-configuration`,
    identity: '/identity/v1/organisation',
    access: '/access/v1/rooms',
    // Nothing of storage's is there for somebody without a room: that it says so is the answer.
    storage: '/storage/v1/',
    audit: '/audit/v1/events?limit=1',
  };
}

/** A refusal is an answer; only a status of its own making says that a part is in trouble. */
export function stateOf(status: number): PartState {
  if (status === 502 || status === 503 || status === 504) {
    return 'away';
  }
  return status >= 500 ? 'troubled' : 'answers';
}

export async function probe(
  path: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<PartState> {
  try {
    const answer = await fetch(path, {
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      credentials: 'omit',
      cache: 'no-store',
      signal,
    });
    return stateOf(answer.status);
  } catch {
    return 'away';
  }
}
