import { describe, expect, it } from 'vitest';
import type { Api } from '../api/client';
import { NameLookup } from './names';

function apiOf(answer: (users: string[]) => object[] | null, asked: string[][]): Api {
  return {
    POST: (_: string, { body }: { body: { users: string[] } }) => {
      asked.push(body.users);
      const data = answer(body.users);
      return Promise.resolve(
        data === null
          ? { error: {}, response: new Response(null, { status: 503 }) }
          : { data, response: new Response() },
      );
    },
  } as unknown as Api;
}

describe('names of people', () => {
  it('ofRowsThatAppearTogether_areAskedForOnce', async () => {
    const asked: string[][] = [];
    const lookup = new NameLookup(apiOf(() => [{ user: 'a', username: 'anna' }], asked));
    const names = await Promise.all([lookup.name('a'), lookup.name('b'), lookup.name('a')]);
    expect(names).toEqual(['anna', null, 'anna']);
    expect(asked).toEqual([['a', 'b']]);
  });

  it('ofMoreThanOneRequestTakes_areAskedForInParts', async () => {
    const asked: string[][] = [];
    const lookup = new NameLookup(apiOf(() => [], asked));
    await Promise.all(Array.from({ length: 1001 }, (_, i) => lookup.name(`u${i}`)));
    expect(asked.map((users) => users.length)).toEqual([1000, 1]);
  });

  it('withoutAnAnswer_areNoNames_andTheNextAreAskedForAnew', async () => {
    const asked: string[][] = [];
    let isAway = true;
    const lookup = new NameLookup(
      apiOf(() => (isAway ? null : [{ user: 'a', username: 'anna' }]), asked),
    );
    await expect(lookup.name('a')).rejects.toThrow();
    isAway = false;
    expect(await lookup.name('a')).toBe('anna');
  });
});
