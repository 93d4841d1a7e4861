import { describe, expect, it } from 'vitest';
import { stateOf } from './parts';

describe('a part', () => {
  it.each([
    [200, 'answers'],
    [403, 'answers'],
    [404, 'answers'],
    [500, 'troubled'],
    [503, 'away'],
  ])('status_%i_is_%s', (status, state) => {
    expect(stateOf(status)).toBe(state);
  });
});
