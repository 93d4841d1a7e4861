import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { MemoryRouter, Route, Routes } from 'react-router';
import { vi } from 'vitest';
import { ApiContext } from '../api/ApiContext';
import { createApi } from '../api/client';
import type { Session, SessionState } from '../session/session';
import { SessionContext } from '../session/SessionContext';
import type { Role } from '../session/tokens';
import { createCatalogue, type Language } from '../text/catalogue';

/** What was asked, as a service would see it. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

/** An answer to a request; undefined where the stubs have none. */
export type Answer = (asked: Asked) => Response | Promise<Response> | undefined;

export function problem(status: number, reason: string, more: object = {}): Response {
  return Response.json(
    { reason, detail: 'In a line.', correlationId: 'c-9', ...more },
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  );
}

/** Shows a page at a route, to somebody with roles, before services that answer as given. */
export function showPage(options: {
  page: ReactNode;
  route?: string;
  at?: string;
  roles?: readonly Role[];
  language?: Language;
  answer: Answer;
}): Asked[] {
  const asked: Asked[] = [];
  globalThis.fetch = vi.fn(async (input: RequestInfo | URL) => {
    const request = input as Request;
    const url = new URL(request.url);
    const text = await request.text();
    const one: Asked = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      body: text === '' ? null : (JSON.parse(text) as unknown),
    };
    asked.push(one);
    return (await options.answer(one)) ?? problem(404, 'not-found');
  });
  const state: SessionState = {
    kind: 'signed-in',
    username: 'member',
    roles: options.roles ?? [],
  };
  const session = { subscribe: () => () => undefined, state: () => state } as unknown as Session;
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <I18nextProvider i18n={createCatalogue(options.language ?? 'en')}>
      <MemoryRouter initialEntries={[options.at ?? '/']}>
        <SessionContext value={session}>
          <ApiContext value={createApi('http://127.0.0.1:1', () => 'token')}>
            <QueryClientProvider client={queries}>
              <Routes>
                <Route path={options.route ?? '*'} element={options.page} />
                <Route path="*" element={null} />
              </Routes>
            </QueryClientProvider>
          </ApiContext>
        </SessionContext>
      </MemoryRouter>
    </I18nextProvider>,
  );
  return asked;
}
