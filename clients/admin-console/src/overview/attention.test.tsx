import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, problem, showPage } from '../testing/page';
import { AttentionCard } from './AttentionCard';

const QUIET: Answer = ({ path }) => {
  switch (path) {
    case '/access/v1/admin/requests':
    case '/storage/v1/admin/rooms':
      return Response.json({ items: [], next: '' });
    case '/identity/v1/admin/people/counts':
      return Response.json({ active: 3, disabled: 0, deleted: 0, withoutKeys: 0 });
    case '/identity/v1/admin/sign-on':
      return Response.json({ reachable: true, lastOutcome: 'done', users: 3, problems: [] });
    case '/storage/v1/admin/store':
      return Response.json({ reachable: true, checksum: '' });
    default:
      return undefined;
  }
};

function show(answer: Answer): void {
  showPage({ page: <AttentionCard />, roles: ['org-admin'], answer: (a) => answer(a) ?? QUIET(a) });
}

afterEach(cleanup);

describe('what needs attention', () => {
  it('nothing_isSaid', async () => {
    show(() => undefined);
    expect(await screen.findByText('Nothing needs attention now.')).toBeTruthy();
  });

  it('aPartThatDoesNotAnswer_isNotTakenForNothing', async () => {
    show(({ path }) =>
      path === '/storage/v1/admin/store' ? problem(503, 'unavailable') : undefined,
    );
    expect(await screen.findByText(/Some parts did not answer/)).toBeTruthy();
    expect(screen.queryByText('Nothing needs attention now.')).toBeNull();
  });

  it('eachMatter_isCountedWithTheWayThere', async () => {
    show(({ path }) => {
      switch (path) {
        case '/access/v1/admin/requests':
          return Response.json({
            items: [
              { waitingFor: 'manager' },
              { waitingFor: 'manager' },
              { waitingFor: 'second-administrator' },
            ],
            next: '7',
          });
        case '/storage/v1/admin/rooms':
          return Response.json({
            items: [
              { room: 'a', rewrap: { epoch: 2, done: 1, total: 4 } },
              { room: 'b', rewrap: { epoch: 2, done: 4, total: 4 } },
              { room: 'c', rewrap: null },
            ],
            next: '',
          });
        case '/identity/v1/admin/people/counts':
          return Response.json({ active: 3, disabled: 0, deleted: 0, withoutKeys: 2 });
        default:
          return undefined;
      }
    });
    expect(await screen.findByText(/1 removal waits for a second administrator/)).toBeTruthy();
    expect(screen.getByText('2 requests wait for managers (and more)')).toBeTruthy();
    const rewraps = await screen.findByRole('link', {
      name: 'Keys are being renewed in 1 room',
    });
    expect(rewraps.getAttribute('href')).toBe('/rooms');
    expect(await screen.findByText('2 active people have made no keys yet')).toBeTruthy();
  });
});
