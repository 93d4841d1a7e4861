import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type Api, type StorageComponents, required } from '../api/client';
import { useApi } from '../api/ApiContext';
import { Problem } from '../api/problem';

export type RoomUsage = StorageComponents['schemas']['RoomUsage'];

/** The most that a page of a list may hold, and the most pages that are gone through. */
const MOST = 500;
const MOST_PAGES = 20;

async function all(api: Api, signal: AbortSignal): Promise<ReadonlyMap<string, RoomUsage>> {
  const found = new Map<string, RoomUsage>();
  let after = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await required(
      api.GET('/storage/v1/admin/rooms', { params: { query: { after, limit: MOST } }, signal }),
    );
    answer.items.forEach((usage) => found.set(usage.room, usage));
    if (answer.next === '') {
      break;
    }
    after = answer.next;
  }
  return found;
}

/** What each room takes, by room; rooms that nothing was ever stored in are not there. */
export function useUsages(): UseQueryResult<ReadonlyMap<string, RoomUsage>> {
  const api = useApi();
  return useQuery({ queryKey: ['usages'], queryFn: ({ signal }) => all(api, signal) });
}

/** What one room takes; null for a room that storage has nothing of yet. */
export function useRoomUsage(room: string): UseQueryResult<RoomUsage | null> {
  const api = useApi();
  return useQuery({
    queryKey: ['usage', room],
    queryFn: async () => {
      try {
        return await required(
          api.GET('/storage/v1/admin/rooms/{room}', { params: { path: { room } } }),
        );
      } catch (thrown) {
        if (Problem.from(thrown).reason === 'not-found') {
          return null;
        }
        throw thrown;
      }
    },
  });
}
