import createClient, { type Client } from 'openapi-fetch';
import type { paths as AccessPaths } from './generated/access';
import type { paths as AuditPaths } from './generated/audit';
import type { paths as IdentityPaths } from './generated/identity';
import type { paths as StoragePaths } from './generated/storage';
import { Problem } from './problem';

export type { components as AccessComponents } from './generated/access';
export type { components as AuditComponents } from './generated/audit';
export type { components as IdentityComponents } from './generated/identity';
export type { components as StorageComponents } from './generated/storage';

/** The services' APIs behind the one origin, typed by their own OpenAPI documents. */
export type Api = Client<IdentityPaths & AccessPaths & StoragePaths & AuditPaths>;

/** Requests carry the token that {@link token} gives at that moment, and no cookie. */
export function createApi(origin: string, token: () => string | undefined): Api {
  const api: Api = createClient({ baseUrl: origin, credentials: 'omit', cache: 'no-store' });
  api.use({
    onRequest({ request }) {
      const bearer = token();
      if (bearer !== undefined) {
        request.headers.set('Authorization', `Bearer ${bearer}`);
      }
      return request;
    },
    onError: () => Problem.unreachable(),
  });
  return api;
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What was asked for, or a {@link Problem}. */
export async function required<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (data === undefined) {
    throw Problem.of(response.status, response.headers.get('Content-Type'), error);
  }
  return data;
}

/** That what was asked for is done, where there is nothing to answer; or a {@link Problem}. */
export async function done(call: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok) {
    throw Problem.of(response.status, response.headers.get('Content-Type'), error);
  }
}
