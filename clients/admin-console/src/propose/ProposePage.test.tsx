import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, problem, showPage } from '../testing/page';
import { ProposePage } from './ProposePage';

const ROOM = 'r'.repeat(43);
const BATCH = '/access/v1/admin/requests/batch';

function people(names: readonly string[]): Response {
  return Response.json({
    items: names.map((username) => ({
      user: username.padEnd(43, 'x'),
      username,
      email: '',
      state: 'active',
    })),
    next: '',
  });
}

function show(batch: Answer) {
  return showPage({
    page: <ProposePage kind="room" />,
    route: '/rooms/:chain/propose',
    at: `/rooms/${ROOM}/propose`,
    roles: ['org-admin'],
    answer: (asked) =>
      asked.path === '/identity/v1/admin/people' ? people(['anna', 'bert']) : batch(asked),
  });
}

function type(list: string): void {
  fireEvent.change(screen.getByRole('textbox', { name: 'People' }), { target: { value: list } });
  fireEvent.click(screen.getByRole('button', { name: 'Check the list' }));
}

afterEach(cleanup);

describe('a list of changes', () => {
  it('withAFault_isReportedLineByLine_andNothingIsSent', async () => {
    const asked = show(() => undefined);
    type('anna\nnobody\nbert,owner');
    expect(await screen.findByText('2 lines are at fault')).toBeTruthy();
    expect(screen.getByText('The sign-on knows nobody of that name: nobody')).toBeTruthy();
    expect(screen.getByText('There is no such role here: owner')).toBeTruthy();
    expect(asked.filter((one) => one.method !== 'GET')).toEqual([]);
  });

  it('refusedByTheService_namesTheLinesOfTheList', async () => {
    show(({ path }) =>
      path === BATCH
        ? problem(422, 'statement-refused', {
            lines: [{ line: 2, code: 'conflict', detail: 'That person is there already.' }],
          })
        : undefined,
    );
    type('name\n\nanna\nbert');
    expect(await screen.findByText('1 line is at fault')).toBeTruthy();
    expect(screen.getByRole('cell', { name: '4' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^File/ })).toBeNull();
  });

  it('thatIsGood_isFiledOnceItIsConfirmed', async () => {
    const asked = show(({ path }) =>
      path === BATCH ? Response.json({ filed: 1, existing: 1 }) : undefined,
    );
    type('anna,editor\nbert');
    fireEvent.click(await screen.findByRole('button', { name: 'File 2 requests' }));
    expect(await screen.findByText('1 request is filed')).toBeTruthy();
    const sent = asked.filter((one) => one.path === BATCH);
    expect(sent.map((one) => one.query.get('check'))).toEqual(['true', 'false']);
    expect(sent[1]?.body).toMatchObject({
      requests: [
        { chainKind: 'room', chain: ROOM, action: 'add', role: 'editor' },
        { role: 'viewer' },
      ],
    });
  });

  it('changedAfterTheCheck_hasToBeCheckedAgain', async () => {
    show(({ path }) => (path === BATCH ? Response.json({ filed: 0, existing: 0 }) : undefined));
    type('anna');
    await screen.findByRole('button', { name: 'File 1 request' });
    fireEvent.change(screen.getByRole('textbox', { name: 'People' }), {
      target: { value: 'bert' },
    });
    expect(screen.queryByRole('button', { name: /^File/ })).toBeNull();
  });
});
