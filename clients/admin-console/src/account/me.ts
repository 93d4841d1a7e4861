import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useApi } from '../api/ApiContext';
import { type IdentityComponents, required } from '../api/client';

export type Person = IdentityComponents['schemas']['PersonView'];

export function useMe(): UseQueryResult<Person> {
  const api = useApi();
  return useQuery({ queryKey: ['me'], queryFn: () => required(api.GET('/identity/v1/me')) });
}
