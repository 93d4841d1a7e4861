import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import GroupsPage from '../groups/GroupsPage';
import RoomPage from '../rooms/RoomPage';
import { gigabytes } from '../rooms/QuotaDialogs';
import { type Answer, problem, showPage } from '../testing/page';
import type { LinkView, Summary } from './queries';

const ROOM = 'r'.repeat(43);
const GROUP = 'g'.repeat(43);
const USER = 'u'.repeat(43);

function summary(id: string, label: string): Summary {
  return { id, label, sequence: 3, head: 'h', epoch: 2, members: 2, managers: 1, requests: 0 };
}

function link(changes: Partial<LinkView>): LinkView {
  return {
    sequence: 1,
    hash: 'l'.repeat(43),
    cause: 'change',
    author: USER,
    at: '2026-01-02T03:04:05Z',
    logIndex: 7,
    epoch: 1,
    changes: [],
    proposals: [],
    void: false,
    reason: '',
    ...changes,
  };
}

function page(items: readonly unknown[]): Response {
  return Response.json({ items, next: '' });
}

afterEach(cleanup);

describe('the list of groups', () => {
  it('withoutALabel_showsTheId_andWhatIsTypedIsSearchedByTheService', async () => {
    const all = [summary(GROUP, 'Finance'), summary(ROOM, '')];
    const asked = showPage({
      page: <GroupsPage />,
      roles: ['auditor'],
      answer: ({ path, query }) =>
        path === '/access/v1/admin/groups'
          ? page(all.filter((one) => one.id.startsWith(query.get('query') ?? '')))
          : undefined,
    });
    expect(await screen.findByRole('link', { name: 'Finance' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'rrrrrrrrrr…' })).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox'), { target: { value: ' rrr ' } });
    await waitFor(() => {
      expect(screen.queryByRole('link', { name: 'Finance' })).toBeNull();
    });
    expect(await screen.findByRole('link', { name: 'rrrrrrrrrr…' })).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'nothing' } });
    expect(await screen.findByText('Nothing found')).toBeTruthy();
    expect(asked.map(({ query }) => query.get('query'))).toEqual(['', 'rrr', 'nothing']);
  });
});

describe('a room', () => {
  const grants = [
    { kind: 'user', id: USER, role: 'manager', cut: true },
    { kind: 'group', id: GROUP, role: 'editor', cut: false },
  ];
  const room: Answer = ({ path }) => {
    switch (path) {
      case `/access/v1/admin/rooms/${ROOM}`:
        return Response.json(summary(ROOM, ''));
      case `/access/v1/admin/groups/${GROUP}`:
        return Response.json(summary(GROUP, 'Finance'));
      case `/access/v1/admin/rooms/${ROOM}/members`:
        return page(grants);
      case `/access/v1/admin/rooms/${ROOM}/history`:
        return page([
          link({ changes: [{ operation: 'remove', kind: 'user', subject: USER, role: '' }] }),
          link({ hash: 'v'.repeat(43), void: true, reason: 'LINK_ORDER' }),
        ]);
      case '/identity/v1/users/batch':
        return Response.json([{ user: USER, username: 'anna' }]);
      default:
        return undefined;
    }
  };

  function show(): void {
    showPage({
      page: <RoomPage />,
      route: '/rooms/:chain',
      at: `/rooms/${ROOM}`,
      roles: ['auditor'],
      answer: room,
    });
  }

  it('grants_areAMatrix_groupsFirst_whoIsCutIsMarked', async () => {
    show();
    const matrix = await screen.findByRole('grid', { name: 'Grants: who has which role' });
    expect(await within(matrix).findByRole('link', { name: 'Finance' })).toBeTruthy();
    expect(await within(matrix).findByRole('link', { name: 'anna' })).toBeTruthy();
    const rows = within(matrix).getAllByRole('row');
    expect(rows[1]?.textContent).toContain('Finance');
    expect(rows[2]?.textContent).toContain('Cut off');
    expect(within(matrix).getAllByRole('img', { name: 'Granted' })).toHaveLength(2);
  });

  it('history_saysWhatDoesNotCount', async () => {
    show();
    fireEvent.click(await screen.findByRole('tab', { name: 'Signed history' }));
    const history = await screen.findByRole('list', { name: 'Signed history' });
    expect(within(history).getAllByRole('listitem')).toHaveLength(2);
    expect(within(history).getByText('Does not count')).toBeTruthy();
    expect(within(history).getByText('LINK_ORDER')).toBeTruthy();
    expect(within(history).getByText(/Removed:/)).toBeTruthy();
  });

  it('ofWhichStorageHasNothing_takesNothing', async () => {
    show();
    fireEvent.click(await screen.findByRole('tab', { name: 'Storage and keys' }));
    expect(await screen.findByText('0 bytes')).toBeTruthy();
    expect(screen.getAllByText('Not limited')).toHaveLength(2);
    expect(screen.queryByRole('button', { name: 'Set a quota' })).toBeNull();
  });

  it('foreignOrNone_isSaidTheSame', async () => {
    showPage({
      page: <RoomPage />,
      route: '/rooms/:chain',
      at: `/rooms/${ROOM}`,
      roles: ['auditor'],
      answer: () => problem(404, 'not-found'),
    });
    expect(await screen.findByText('There is nothing here for you')).toBeTruthy();
  });
});

describe('a quota', () => {
  it.each([
    ['5', 5_000_000_000],
    [' 12 ', 12_000_000_000],
    ['0', null],
    ['-1', null],
    ['1.5', null],
    ['1e3', null],
    ['9999999', null],
    ['', null],
  ])('typed_%j_is_%s', (typed, bytes) => {
    expect(gigabytes(typed)).toBe(bytes);
  });
});
