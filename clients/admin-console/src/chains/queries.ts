import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type AccessComponents, type IdentityComponents, required } from '../api/client';
import { useApi } from '../api/ApiContext';
import type { ChainKind } from '../ids/ChainName';
import { PAGE_SIZE, usePages } from '../list/usePages';

export type Summary = AccessComponents['schemas']['Summary'];
export type Member = AccessComponents['schemas']['Member'];
export type LinkView = AccessComponents['schemas']['LinkView'];
export type Change = LinkView['changes'][number];
export type DirectoryGroup = IdentityComponents['schemas']['PageGroup']['items'][number];

/** Where access lists chains of a kind. */
export function pathOf(kind: ChainKind): 'groups' | 'rooms' {
  return kind === 'group' ? 'groups' : 'rooms';
}

/** @param query part of a label, or how an id begins; empty for all */
export function useChains(kind: ChainKind, query: string) {
  const api = useApi();
  return usePages<Summary>({
    key: ['chains', kind, query],
    load: (after, signal) =>
      required(
        api.GET('/access/v1/admin/{kind}', {
          params: { path: { kind: pathOf(kind) }, query: { query, after, limit: PAGE_SIZE } },
          signal,
        }),
      ),
  });
}

export function useChain(kind: ChainKind, chain: string): UseQueryResult<Summary> {
  const api = useApi();
  return useQuery({
    queryKey: ['chain', kind, chain],
    queryFn: () =>
      required(
        api.GET('/access/v1/admin/{kind}/{chain}', {
          params: { path: { kind: pathOf(kind), chain } },
        }),
      ),
  });
}

/** Who is in a group, or whom a room is granted to. */
export function useMembers(kind: ChainKind, chain: string) {
  const api = useApi();
  return usePages<Member>({
    key: ['members', chain],
    load: (after, signal) =>
      required(
        api.GET('/access/v1/admin/{kind}/{chain}/members', {
          params: { path: { kind: pathOf(kind), chain }, query: { after, limit: PAGE_SIZE } },
          signal,
        }),
      ),
  });
}

const HISTORY_PAGE = 50;

export function useHistory(kind: ChainKind, chain: string) {
  const api = useApi();
  return usePages<LinkView>({
    key: ['history', chain],
    load: (after, signal) =>
      required(
        api.GET('/access/v1/admin/{kind}/{chain}/history', {
          params: {
            path: { kind: pathOf(kind), chain },
            query: { limit: HISTORY_PAGE, ...(after === '' ? {} : { before: Number(after) }) },
          },
          signal,
        }),
      ),
  });
}
