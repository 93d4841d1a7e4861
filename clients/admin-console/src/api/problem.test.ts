import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Api, createApi, required } from './client';
import { Problem, REASONS } from './problem';

const JSON_PROBLEM = 'application/problem+json';

/** An API whose requests are answered by {@code answer}. */
function apiOf(answer: (request: Request) => Promise<Response>): Api {
  vi.stubGlobal('fetch', (input: Request) => answer(input));
  return createApi('http://127.0.0.1:1', () => 'the-token');
}

describe('a problem', () => {
  it('documented_isKnown', () => {
    const page = readFileSync('../../docs/problems.md', 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map((row) => row[1]);
    expect(documented.length).toBeGreaterThan(10);
    expect(REASONS).toEqual(expect.arrayContaining(documented));
  });

  it('problemJson_keepsReasonDetailAndCorrelation', () => {
    const problem = Problem.of(403, JSON_PROBLEM, {
      reason: 'forbidden',
      detail: 'A role is missing.',
      retryable: false,
      correlationId: 'c-1',
    });
    expect(problem).toMatchObject({
      reason: 'forbidden',
      status: 403,
      detail: 'A role is missing.',
      retryable: false,
      correlationId: 'c-1',
    });
  });

  it('reasonOfANewerServer_isUnknownAndNothingBreaks', () => {
    expect(Problem.of(418, JSON_PROBLEM, { reason: 'teapot', detail: 7 })).toMatchObject({
      reason: 'unknown',
      detail: '',
    });
  });

  it.each([
    [401, 'unauthenticated', false],
    [403, 'forbidden', false],
    [503, 'unavailable', true],
    [500, 'unknown', true],
  ])('bareStatus_%i_is_%s', (status, reason, retryable) => {
    expect(Problem.of(status, 'text/html', '<h1>fault at line 3</h1>')).toMatchObject({
      reason,
      retryable,
      detail: '',
    });
  });

  it('fieldsOfAnAnswerThatIsNoProblem_areNotShown', () => {
    expect(Problem.of(500, 'application/json', { detail: 'secret' }).detail).toBe('');
  });
});

describe('a request', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('refused_throwsTheProblem', async () => {
    const body = { reason: 'conflict', detail: 'none yet' };
    const headers = { 'Content-Type': JSON_PROBLEM };
    const api = apiOf(() => Promise.resolve(Response.json(body, { status: 409, headers })));
    await expect(required(api.GET('/identity/v1/organisation'))).rejects.toMatchObject({
      reason: 'conflict',
      detail: 'none yet',
    });
  });

  it('unanswered_isUnreachable', async () => {
    const api = apiOf(() => Promise.reject(new TypeError('network')));
    await expect(required(api.GET('/identity/v1/me'))).rejects.toMatchObject({
      reason: 'unreachable',
      retryable: true,
    });
  });

  it('sent_carriesTheTokenInItsHeaderAlone', async () => {
    let sent: Request | undefined;
    const api = apiOf((request) => {
      sent = request;
      return Promise.resolve(Response.json({}));
    });
    await required(api.GET('/identity/v1/me'));
    expect(sent?.headers.get('Authorization')).toBe('Bearer the-token');
    expect(sent?.url).not.toContain('the-token');
    expect(sent?.credentials).toBe('omit');
  });
});
