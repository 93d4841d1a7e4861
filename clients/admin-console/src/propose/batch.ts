import { type AccessComponents, type Api, required } from '../api/client';
import { Problem, type ProblemLine } from '../api/problem';
import type { ChainKind } from '../ids/ChainName';
import { loadDirectory } from './directory';
import { type FaultyLine, readList } from './lines';
import { resolve, type Resolved } from './resolve';

type NewRequest = AccessComponents['schemas']['NewRequest'];

export const ACTIONS = ['add', 'remove', 'role'] as const;
export type Action = (typeof ACTIONS)[number];

/** As many as access takes at once. */
export const MOST_LINES = 5000;

/** What is asked for, of whom and why, as it was typed. */
export interface Draft {
  kind: ChainKind;
  chain: string;
  action: Action;
  role: string;
  list: string;
  reason: string;
}

/** A draft that was looked at line by line: either all of it is good, or none of it is filed. */
export interface Checked {
  lines: readonly Resolved[];
  faults: readonly FaultyLine[];
  /** What access says against single lines. */
  refused: readonly ProblemLine[];
}

export function requestsOf(draft: Draft, lines: readonly Resolved[]): NewRequest[] {
  return lines.map((line) => ({
    chainKind: draft.kind,
    chain: draft.chain,
    action: draft.action,
    user: line.user,
    role: line.role,
    reason: draft.reason,
  }));
}

/** Checks a draft here and at access; files nothing. */
export async function check(api: Api, draft: Draft, roles: readonly string[]): Promise<Checked> {
  const read = readList(draft.list);
  const directory = await loadDirectory(api);
  const wanted = draft.action === 'remove' ? [] : roles;
  const found = resolve(read.lines, directory, wanted, draft.role);
  const faults = [...read.faults, ...found.faults].sort((a, b) => a.line - b.line);
  if (faults.length > 0 || found.resolved.length === 0) {
    return { lines: found.resolved, faults, refused: [] };
  }
  try {
    await required(
      api.POST('/access/v1/admin/requests/batch', {
        params: { query: { check: true } },
        body: { requests: requestsOf(draft, found.resolved) },
      }),
    );
    return { lines: found.resolved, faults, refused: [] };
  } catch (thrown) {
    const problem = Problem.from(thrown);
    if (problem.lines.length === 0) {
      throw thrown;
    }
    return { lines: found.resolved, faults, refused: inTheList(problem.lines, found.resolved) };
  }
}

/** Access counts what it was sent, from 1; people count the lines of their list. */
function inTheList(
  refused: readonly ProblemLine[],
  lines: readonly Resolved[],
): readonly ProblemLine[] {
  return refused.map((one) => ({ ...one, line: lines[one.line - 1]?.line ?? one.line }));
}
