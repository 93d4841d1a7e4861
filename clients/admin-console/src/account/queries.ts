import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type AccessComponents, type IdentityComponents, required } from '../api/client';
import { useApi } from '../api/ApiContext';

export type Account = IdentityComponents['schemas']['AccountView'];
export type WaitingDevice = IdentityComponents['schemas']['WaitingDevice'];
export type Reached = AccessComponents['schemas']['Reached'];
export type OwnRequest = AccessComponents['schemas']['RequestView'];

/** The person's own standing: keys, sign-ins, devices; nothing secret. */
export function useAccount(): UseQueryResult<Account> {
  const api = useApi();
  return useQuery({
    queryKey: ['account'],
    queryFn: () => required(api.GET('/identity/v1/me/account')),
  });
}

export function useWaitingDevices(): UseQueryResult<WaitingDevice[]> {
  const api = useApi();
  return useQuery({
    queryKey: ['waiting-devices'],
    queryFn: () => required(api.GET('/identity/v1/me/devices')),
  });
}

export function useOwnRooms(): UseQueryResult<Reached[]> {
  const api = useApi();
  return useQuery({
    queryKey: ['own-rooms'],
    queryFn: () => required(api.GET('/access/v1/rooms')),
  });
}

/** Requests that wait: those that the person filed, and those that wait for him as a manager. */
export function useOwnRequests(): UseQueryResult<OwnRequest[]> {
  const api = useApi();
  return useQuery({
    queryKey: ['own-requests'],
    queryFn: async () => {
      const page = await required(
        api.GET('/access/v1/requests', { params: { query: { state: 'waiting', limit: 100 } } }),
      );
      return page.items;
    },
  });
}
