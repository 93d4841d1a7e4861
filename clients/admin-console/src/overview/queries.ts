import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useApi } from '../api/ApiContext';
import { type IdentityComponents, required } from '../api/client';
import { type Organisation, readOrganisation } from './organisation';

export type Person = IdentityComponents['schemas']['PersonView'];

export function useMe(): UseQueryResult<Person> {
  const api = useApi();
  return useQuery({ queryKey: ['me'], queryFn: () => required(api.GET('/identity/v1/me')) });
}

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
