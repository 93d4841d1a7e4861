import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { showPage } from '../testing/page';
import ProposalPage from './ProposalPage';
import type { RequestView } from './queries';

const ME = 'm'.repeat(43);
const OTHER = 'o'.repeat(43);

function request(changes: Partial<RequestView>): RequestView {
  return {
    id: 'q'.repeat(22),
    origin: 'administrator',
    chainKind: 'room',
    chain: 'r'.repeat(43),
    action: 'remove',
    user: 'u'.repeat(43),
    role: '',
    reason: 'He left.',
    envelope: '',
    filedBy: OTHER,
    filedAt: '2026-01-02T03:04:05Z',
    expiresAt: '2026-01-09T03:04:05Z',
    state: 'open',
    cuts: true,
    link: '',
    confirmedBy: '',
    answeredBy: '',
    answeredAt: null,
    ...changes,
  };
}

function show(found: RequestView, deeds: string[] = []) {
  return showPage({
    page: <ProposalPage />,
    route: '/proposals/:request',
    at: `/proposals/${found.id}`,
    roles: ['org-admin'],
    answer: ({ method, path }) => {
      if (path === '/identity/v1/me') {
        return Response.json({ user: ME, username: 'me', email: '', identities: [] });
      }
      if (method === 'POST' && path.startsWith('/access/v1/requests/')) {
        deeds.push(path.slice(path.lastIndexOf('/') + 1));
        return Response.json(found);
      }
      return path === `/access/v1/requests/${found.id}` ? Response.json(found) : undefined;
    },
  });
}

afterEach(cleanup);

describe('a request', () => {
  it('thatWasSigned_saysWhoSignedIt_andWhoConfirmedItBefore', async () => {
    show(
      request({
        state: 'fulfilled',
        cuts: false,
        link: 'l'.repeat(43),
        confirmedBy: 'c'.repeat(43),
        answeredBy: 'a'.repeat(43),
        answeredAt: '2026-01-03T03:04:05Z',
      }),
    );
    const steps = await screen.findByRole('list', { name: 'Where it stands' });
    expect(within(steps).getByText(/^cccccccccc/)).toBeTruthy();
    expect(within(steps).getByText(/^aaaaaaaaaa/)).toBeTruthy();
    expect(within(steps).getByText(/^llllllllll/)).toBeTruthy();
  });

  it('removalThatWaits_saysThatAccessHasEnded_andWhoseTurnItIs', async () => {
    show(request({}));
    expect(await screen.findByText(/a manager’s turn/)).toBeTruthy();
    expect(screen.getByText(/Access has ended already/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Remind the managers' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Withdraw' })).toBeNull();
  });

  it('addition_saysThatItGivesNothing', async () => {
    show(request({ action: 'add', role: 'viewer', cuts: false }));
    expect(await screen.findByText(/Nobody is let in/)).toBeTruthy();
  });

  it('againstTheLastManager_isConfirmedByAnotherAdministratorAlone', async () => {
    const deeds: string[] = [];
    show(request({ state: 'unconfirmed', cuts: false }), deeds);
    fireEvent.click(await screen.findByRole('button', { name: 'Confirm the removal' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Confirm the removal' }));
    expect(await screen.findByText('Confirmed. Access has ended.')).toBeTruthy();
    expect(deeds).toEqual(['second']);
  });

  it('ofMyOwn_isWithdrawnAndNotConfirmed', async () => {
    show(request({ state: 'unconfirmed', cuts: false, filedBy: ME }));
    expect(await screen.findByRole('button', { name: 'Withdraw' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Confirm the removal' })).toBeNull();
  });

  it('closed_offersNothing', async () => {
    show(request({ state: 'rejected', cuts: false }));
    expect(await screen.findByText('Closed without a signature')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Remind|Withdraw|Confirm/ })).toBeNull();
  });
});
