import { isId } from '../ids/shortId';

/** The id that somebody typed or that a link of this console names; null where there is none. */
export function chainOf(typed: string): string | null {
  const last = typed.trim().split('/').at(-1) ?? '';
  return isId(last) ? last : null;
}
