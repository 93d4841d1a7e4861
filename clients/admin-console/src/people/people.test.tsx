import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, problem, showPage } from '../testing/page';
import PeoplePage from './PeoplePage';
import PersonPage from './PersonPage';
import type { PersonDetail, PersonSummary } from './queries';

const USER = 'u'.repeat(43);

function summary(username: string): PersonSummary {
  return {
    user: username.padEnd(43, 'x'),
    username,
    email: `${username}@strongroom.invalid`,
    state: 'active',
    hasKeys: true,
    generation: 1,
    devices: 2,
    lastSignIn: null,
    mirroredAt: '2026-01-02T03:04:05Z',
  };
}

function detail(state: string): PersonDetail {
  return {
    ...summary('anna'),
    user: USER,
    state,
    firstSeen: '2026-01-01T00:00:00Z',
    generations: [],
    slots: [],
    directoryGroups: [],
    signIns: [],
    attestations: 0,
  };
}

const EMPTY: Answer = ({ path }) => {
  if (path.endsWith('/access')) {
    return Response.json({ groups: [], rooms: [], waiting: 0, complete: true });
  }
  return path === '/access/v1/admin/requests' ? Response.json({ items: [], next: '' }) : undefined;
};

afterEach(cleanup);

describe('the list of people', () => {
  it('filter_isAskedOfTheService_andItsAnswerIsShown', async () => {
    const asked = showPage({
      page: <PeoplePage />,
      roles: ['auditor'],
      answer: ({ path, query }) =>
        path === '/identity/v1/admin/people'
          ? Response.json({
              items: ['anna', 'bert']
                .filter((n) => n.includes(query.get('query') ?? ''))
                .map(summary),
              next: '',
            })
          : undefined,
    });
    expect(await screen.findByRole('link', { name: 'bert' })).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox', { name: 'User name or e-mail' }), {
      target: { value: 'ann' },
    });
    await waitFor(() => {
      expect(screen.queryByRole('link', { name: 'bert' })).toBeNull();
    });
    expect(screen.getByRole('link', { name: 'anna' })).toBeTruthy();
    expect(asked.at(-1)?.query.get('query')).toBe('ann');
  });

  it('nobody_isSaid', async () => {
    showPage({ page: <PeoplePage />, answer: () => Response.json({ items: [], next: '' }) });
    expect(await screen.findByText('Nobody found')).toBeTruthy();
  });

  it('withoutARole_learnsWhy', async () => {
    showPage({ page: <PeoplePage />, answer: () => problem(403, 'forbidden') });
    expect(await screen.findByText('This page is for administrators and auditors')).toBeTruthy();
  });
});

describe('a person', () => {
  function show(answer: Answer, roles: readonly ('org-admin' | 'auditor')[] = ['org-admin']) {
    return showPage({
      page: <PersonPage />,
      route: '/people/:user',
      at: `/people/${USER}`,
      roles,
      answer: (one) => answer(one) ?? EMPTY(one),
    });
  }

  it('disabled_isShownOnlyOnceTheServiceSaysSo', async () => {
    let state = 'active';
    let answer: (response: Response) => void = () => undefined;
    const answered = new Promise<Response>((resolve) => (answer = resolve));
    show(({ method, path }) => {
      if (method === 'POST') {
        return answered;
      }
      return path.startsWith('/identity/v1/admin/people/')
        ? Response.json(detail(state))
        : undefined;
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Disable' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/Access ends now/)).toBeTruthy();
    expect(within(dialog).getByText(/usually minutes/)).toBeTruthy();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Disable' }));
    expect(screen.queryByText(/is disabled/)).toBeNull();
    state = 'disabled';
    answer(Response.json(detail(state)));
    expect(await screen.findByText(/This person is disabled/)).toBeTruthy();
  });

  it('refusal_staysInTheDialog_andNothingIsSaidToBeDone', async () => {
    show(({ method, path }) =>
      method === 'POST'
        ? problem(409, 'conflict')
        : path.startsWith('/identity/v1/admin/people/')
          ? Response.json(detail('active'))
          : undefined,
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Sign out everywhere' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Sign out everywhere' }));
    expect(await within(dialog).findByText('In a line.')).toBeTruthy();
    expect(screen.queryByText('anna is signed out.')).toBeNull();
  });

  it('auditor_sees_andHasNoButtons', async () => {
    show(
      ({ path }) =>
        path.startsWith('/identity/v1/admin/people/') ? Response.json(detail('active')) : undefined,
      ['auditor'],
    );
    expect(await screen.findByText(/administrators can act on it/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Disable' })).toBeNull();
  });
});
