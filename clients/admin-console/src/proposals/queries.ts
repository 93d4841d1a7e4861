import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type AccessComponents, required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { PAGE_SIZE, usePages } from '../list/usePages';

export type AdminRequest = AccessComponents['schemas']['AdminRequestView'];
export type RequestView = AccessComponents['schemas']['RequestView'];

export const ORIGINS = ['administrator', 'self', 'proposal', 'directory', 'sign-on'] as const;
export type Origin = (typeof ORIGINS)[number];

/** Which requests are wanted. */
export interface RequestFilter {
  state: 'waiting' | 'all';
  chain?: string;
  user?: string;
  origin?: Origin | '';
}

const EVERY_MS = 15_000;

/** Requests and signed proposals, newest first, asked for anew every few seconds. */
export function useRequests(filter: RequestFilter) {
  const api = useApi();
  const { state, chain = '', user = '', origin = '' } = filter;
  return usePages<AdminRequest>({
    key: ['requests', state, chain, user, origin],
    load: (after, signal) =>
      required(
        api.GET('/access/v1/admin/requests', {
          params: {
            query: {
              state,
              chain,
              user,
              origin,
              limit: PAGE_SIZE,
              ...(after === '' ? {} : { after: Number(after) }),
            },
          },
          signal,
        }),
      ),
    refetchMs: EVERY_MS,
  });
}

/** One request, and how it stands with those who have to answer. */
export function useRequest(id: string): UseQueryResult<RequestView> {
  const api = useApi();
  return useQuery({
    queryKey: ['requests', 'one', id],
    queryFn: () =>
      required(api.GET('/access/v1/requests/{request}', { params: { path: { request: id } } })),
    refetchInterval: EVERY_MS,
  });
}

/** What is still missing for a request; empty where nothing is. */
export function waitingFor(request: RequestView): 'manager' | 'second-administrator' | '' {
  switch (request.state) {
    case 'unconfirmed':
      return 'second-administrator';
    case 'open':
      return 'manager';
    default:
      return '';
  }
}
