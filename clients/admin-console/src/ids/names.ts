import { useQuery } from '@tanstack/react-query';
import { type Api, type IdentityComponents, required } from '../api/client';
import { useApi } from '../api/ApiContext';

type Person = IdentityComponents['schemas']['PersonView'];

/** How many people one request may ask for. */
const MOST = 1000;
/** How long is gathered before asking: rows that appear together are asked for together. */
const GATHER_MS = 15;
/** A user name changes seldom. */
export const NAME_STALE_MS = 300_000;

interface Asked {
  user: string;
  resolve: (name: string | null) => void;
  reject: (thrown: unknown) => void;
}

/** Asks the directory for user names, many at once. */
export class NameLookup {
  #asked: Asked[] = [];
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** The user name; null for somebody whom the directory does not know. */
  name(user: string): Promise<string | null> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ user, resolve, reject });
      if (this.#asked.length === 1) {
        setTimeout(() => void this.#ask(), GATHER_MS);
      }
    });
  }

  async #ask(): Promise<void> {
    const asked = this.#asked;
    this.#asked = [];
    for (let from = 0; from < asked.length; from += MOST) {
      const some = asked.slice(from, from + MOST);
      try {
        const users = [...new Set(some.map((a) => a.user))];
        const people: Person[] = await required(
          this.#api.POST('/identity/v1/users/batch', { body: { users } }),
        );
        const names = new Map(people.map((p) => [p.user, p.username]));
        some.forEach((a) => {
          a.resolve(names.get(a.user) ?? null);
        });
      } catch (thrown) {
        some.forEach((a) => {
          a.reject(thrown);
        });
      }
    }
  }
}

const LOOKUPS = new WeakMap<Api, NameLookup>();

function lookupOf(api: Api): NameLookup {
  const known = LOOKUPS.get(api);
  if (known !== undefined) {
    return known;
  }
  const made = new NameLookup(api);
  LOOKUPS.set(api, made);
  return made;
}

/** A person's user name as the directory has it; undefined while it is asked for, null for none. */
export function usePersonName(user: string): string | null | undefined {
  const api = useApi();
  const { data, isError } = useQuery({
    queryKey: ['name', user],
    queryFn: () => lookupOf(api).name(user),
    staleTime: NAME_STALE_MS,
    enabled: user !== '',
  });
  return isError ? null : data;
}

/** The plain label that a manager published for a group or room; empty where there is none. */
export function useLabel(kind: 'group' | 'room', chain: string, isWanted: boolean): string {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['chain', kind, chain],
    queryFn: () =>
      required(
        api.GET('/access/v1/admin/{kind}/{chain}', {
          params: { path: { kind: kind === 'group' ? 'groups' : 'rooms', chain } },
        }),
      ),
    staleTime: NAME_STALE_MS,
    enabled: isWanted,
  });
  return data?.label ?? '';
}
