/** Where people sign in: a path of the console's own origin, never another host. */
export interface Settings {
  authority: string;
  clientId: string;
}

const REALM = /^\/auth\/realms\/[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** Reads what stands beside the console's files. Anything unexpected is an error. */
export function parseSettings(value: unknown): Settings {
  if (typeof value === 'object' && value !== null) {
    const { authority, clientId } = value as Record<string, unknown>;
    if (typeof authority === 'string' && REALM.test(authority) && typeof clientId === 'string') {
      return { authority, clientId };
    }
  }
  throw new Error('settings.json does not name a sign-on of this origin');
}

export async function loadSettings(base: string): Promise<Settings> {
  const answer = await fetch(`${base}settings.json`, { cache: 'no-cache' });
  if (!answer.ok) {
    throw new Error(`settings.json: status ${answer.status}`);
  }
  return parseSettings(await answer.json());
}
