/** Enough of an id to tell it from its neighbours; the whole can be copied. */
export function shortId(id: string): string {
  return id.length > 12 ? `${id.slice(0, 10)}…` : id;
}

/** What an id of a person, group or room looks like: 32 bytes, base64url. */
export function isId(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
