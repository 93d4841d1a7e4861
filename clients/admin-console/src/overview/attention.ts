import { usePeopleCounts } from '../people/queries';
import { useRequests } from '../proposals/queries';
import { useSignOn, useStore } from '../organisation/queries';
import { useUsages } from '../rooms/usage';

export const MATTERS = [
  'second',
  'proposals',
  'rewraps',
  'withoutKeys',
  'signOnAway',
  'signOnProblems',
  'store',
] as const;
export type Matter = (typeof MATTERS)[number];

/** Something that somebody should look at. */
export interface Attention {
  matter: Matter;
  count: number;
  /** Whether there are more than were counted. */
  isMore: boolean;
  to: string;
  isUrgent: boolean;
}

/** What could not be asked is said too: nothing that needs attention is hidden by a fault. */
export interface Attentions {
  found: readonly Attention[];
  isPending: boolean;
  isPartial: boolean;
}

export function useAttentions(): Attentions {
  const requests = useRequests({ state: 'waiting' });
  const usages = useUsages();
  const counts = usePeopleCounts();
  const signOn = useSignOn();
  const store = useStore();
  const asked = [requests, usages, counts, signOn, store];
  const waiting = requests.data?.items ?? [];
  const second = waiting.filter((r) => r.waitingFor === 'second-administrator').length;
  const rewraps = [...(usages.data?.values() ?? [])].filter(
    ({ rewrap }) => rewrap !== null && rewrap.done < rewrap.total,
  ).length;
  const isMore = requests.data?.hasMore ?? false;
  const all: Attention[] = [
    attention('second', second, '/proposals', true, isMore),
    attention('proposals', waiting.length - second, '/proposals', false, isMore),
    attention('rewraps', rewraps, '/rooms', false),
    attention('withoutKeys', counts.data?.withoutKeys ?? 0, '/people?keys=without', false),
    attention('signOnAway', signOn.data?.reachable === false ? 1 : 0, '/organisation', true),
    attention('signOnProblems', signOn.data?.problems.length ?? 0, '/organisation', true),
    attention('store', store.data?.reachable === false ? 1 : 0, '/organisation', true),
  ];
  return {
    found: all.filter((one) => one.count > 0),
    isPending: asked.some((query) => query.isPending),
    isPartial: asked.some((query) => query.isError),
  };
}

function attention(
  matter: Matter,
  count: number,
  to: string,
  isUrgent: boolean,
  isMore = false,
): Attention {
  return { matter, count, to, isUrgent, isMore };
}
