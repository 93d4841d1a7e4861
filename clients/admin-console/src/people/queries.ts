import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type AccessComponents, type IdentityComponents, required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { PAGE_SIZE, usePages } from '../list/usePages';

export type PersonSummary = IdentityComponents['schemas']['PersonSummary'];
export type PersonDetail = IdentityComponents['schemas']['PersonDetail'];
export type Generation = PersonDetail['generations'][number];
export type SlotLine = PersonDetail['slots'][number];
export type SignIn = PersonDetail['signIns'][number];
export type PeopleCounts = IdentityComponents['schemas']['Counts'];
export type PersonAccess = AccessComponents['schemas']['PersonAccess'];

export const STATES = ['', 'active', 'disabled', 'deleted'] as const;
export type StateFilter = (typeof STATES)[number];
export const KEYS = ['any', 'with', 'without'] as const;
export type KeysFilter = (typeof KEYS)[number];

export function usePeople(query: string, state: StateFilter, keys: KeysFilter) {
  const api = useApi();
  return usePages<PersonSummary>({
    key: ['people', query, state, keys],
    load: (after, signal) =>
      required(
        api.GET('/identity/v1/admin/people', {
          params: { query: { query, state, keys, after, limit: PAGE_SIZE } },
          signal,
        }),
      ),
  });
}

export function usePeopleCounts(): UseQueryResult<PeopleCounts> {
  const api = useApi();
  return useQuery({
    queryKey: ['people-counts'],
    queryFn: () => required(api.GET('/identity/v1/admin/people/counts')),
  });
}

export function usePerson(user: string): UseQueryResult<PersonDetail> {
  const api = useApi();
  return useQuery({
    queryKey: ['person', user],
    queryFn: () =>
      required(api.GET('/identity/v1/admin/people/{user}', { params: { path: { user } } })),
  });
}

/** What this person reaches in rooms and groups, by access' own state: "who may this person read". */
export function usePersonAccess(user: string): UseQueryResult<PersonAccess> {
  const api = useApi();
  return useQuery({
    queryKey: ['person-access', user],
    queryFn: () =>
      required(api.GET('/access/v1/admin/people/{user}/access', { params: { path: { user } } })),
  });
}
