import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useApi } from '../api/ApiContext';
import { type IdentityComponents, required, type StorageComponents } from '../api/client';
import { type Organisation, readOrganisation } from './organisation';

export type SignOn = IdentityComponents['schemas']['SignOnView'];
export type StoreHealth = StorageComponents['schemas']['StoreState'];
export type Usage = StorageComponents['schemas']['Usage'];

export function useOrganisation(): UseQueryResult<Organisation> {
  const api = useApi();
  return useQuery({
    queryKey: ['organisation'],
    queryFn: async () => {
      const view = await required(api.GET('/identity/v1/organisation'));
      return readOrganisation(view.organisation, view.policies);
    },
  });
}

const EVERY_MS = 15_000;

/** How the mirror of the sign-on's people and groups stands. */
export function useSignOn(): UseQueryResult<SignOn> {
  const api = useApi();
  return useQuery({
    queryKey: ['sign-on'],
    queryFn: () => required(api.GET('/identity/v1/admin/sign-on')),
    refetchInterval: EVERY_MS,
  });
}

/** Whether the object store answers storage. */
export function useStore(): UseQueryResult<StoreHealth> {
  const api = useApi();
  return useQuery({
    queryKey: ['store'],
    queryFn: () => required(api.GET('/storage/v1/admin/store')),
    refetchInterval: EVERY_MS,
  });
}

/** What all rooms together take, and took on each of the last days. */
export function useUsage(days: number): UseQueryResult<Usage> {
  const api = useApi();
  return useQuery({
    queryKey: ['usage-days', days],
    queryFn: () => required(api.GET('/storage/v1/admin/usage', { params: { query: { days } } })),
  });
}
