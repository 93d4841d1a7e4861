import { describe, expect, it } from 'vitest';
import { chainOf } from './link';

const ID = 'a_-9'.padEnd(43, 'x');

describe('what somebody asks for', () => {
  it.each([ID, ` ${ID} `, `https://strongroom.invalid/#/ask/${ID}`])('%s_namesARoom', (typed) => {
    expect(chainOf(typed)).toBe(ID);
  });

  it.each(['', 'Payroll', ID.slice(1), `${ID}x`, `${ID}?x`, 'x'.repeat(42) + '!'])(
    '%s_namesNone',
    (typed) => {
      expect(chainOf(typed)).toBeNull();
    },
  );
});
