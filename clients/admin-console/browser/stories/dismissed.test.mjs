// An employee is dismissed at 16:00: from the sign-on, where it is done, to the last rewrap.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, asks, does, keycloak, subjectOf, tries, until } from '../desk.mjs';
import { findsHimselfOut, go, heading, launch, open, required, signIn } from '../stage.mjs';

const payroll = required('CONSOLE_PAYROLL');
const who = 'engineer';
const FIVE_SECONDS = 5_000;
const EXPECTED = [
  'PersonDisabled',
  'RequestFiled',
  'RequestClosed',
  'GroupLinked',
  'RoomLinked',
  'RewrapProgressed',
  'EpochsRetired',
];

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

test('dismissedAt16_isOutAtOnce_andTheLastKeyIsRewrapped', async () => {
  // Long before, the manager has let his agent remove from the group whom it is asked to.
  does('manager', 'agent', 'allow', '--group', 'Finance', '--asked-removals');

  // Before four he works as on any day.
  does(who, 'room', 'accept', payroll, '--yes');
  does('member', 'room', 'accept', payroll, '--yes');
  does(who, 'ls', 'Payroll');
  const his = await open(browser);
  await signIn(his.page, who);
  await heading(his.page, 'My account');
  const head = `/storage/v1/rooms/${payroll}/head`;
  assert.equal((await api(who, 'GET', head)).status, 200);

  // At four somebody of personnel disables him, in the sign-on and nowhere else.
  await keycloak('PUT', `/users/${await subjectOf(who)}`, { enabled: false });

  // His token is good by itself for minutes, and is worth nothing.
  await until(
    'storage refuses',
    async () => (await api(who, 'GET', head)).status === 401,
    FIVE_SECONDS,
  );
  for (const path of ['/identity/v1/me', '/access/v1/rooms', '/audit/v1/events']) {
    assert.equal((await api(who, 'GET', path)).status, 401, path);
  }
  assert.notEqual(tries(who, 'cat', 'Payroll/1').status, 0);
  await findsHimselfOut(his.page);
  await his.context.close();

  // The console says what has happened, what waits, and for whom.
  const { context, page, faults } = await open(browser);
  await signIn(page, 'administrator');
  await go(page, 'People');
  await page.getByRole('textbox', { name: 'User name or e-mail' }).fill(who);
  await page.getByRole('link', { name: who, exact: true }).click();
  await heading(page, who);
  await page.getByText(/This person is disabled/).waitFor();
  await page.getByText('Cut off, removal waits').first().waitFor();
  await go(page, 'Proposals');
  const request = page.getByRole('row').filter({ hasText: `Remove ${who}` });
  await request.getByText('Sign-on').first().waitFor();

  // The manager's client runs, as it does every few minutes.
  const earlier = asks('manager', 'room', 'status', 'Payroll');
  await until('every key is rewrapped and the old epoch retired', async () => {
    asks('manager', 'agent', 'run', '--once');
    const status = asks('manager', 'room', 'status', 'Payroll');
    return (
      status.epoch > earlier.epoch &&
      !status.rekeyDue &&
      status.done === status.total &&
      status.oldestEpoch === status.epoch
    );
  });
  does('manager', 'ls', 'Payroll');
  does('member', 'ls', 'Payroll');

  await page.reload();
  await go(page, 'Groups');
  await page.getByRole('link', { name: 'Finance' }).click();
  await heading(page, 'Finance');
  await page.getByRole('tab', { name: 'Signed history' }).click();
  await page
    .getByRole('list', { name: 'Signed history' })
    .getByRole('listitem')
    .filter({ hasText: who })
    .filter({ hasText: /[Rr]emoved/ })
    .first()
    .waitFor();
  await page.getByRole('tab', { name: 'Members' }).click();
  await page.getByRole('grid', { name: 'Members' }).waitFor();
  assert.equal(await page.getByRole('link', { name: who, exact: true }).count(), 0);
  assert.deepEqual(faults, []);
  await context.close();

  // And the auditor finds all of it, under his own token, which only his page has.
  const auditor = await open(browser);
  let bearer;
  auditor.page.on('request', (request) => {
    bearer = request.headers().authorization ?? bearer;
  });
  await signIn(auditor.page, 'auditor');
  await go(auditor.page, 'Audit');
  const kinds = new Set();
  await until('the audit log has all of it', async () => {
    const answer = await fetch(
      `${required('CONSOLE_URL')}/audit/v1/events?limit=500&before=${2 ** 40}`,
      {
        headers: { Authorization: bearer },
      },
    );
    assert.equal(answer.status, 200);
    for (const event of (await answer.json()).events) {
      kinds.add(event.type.split('.').at(-1));
    }
    return EXPECTED.every((kind) => kinds.has(kind));
  });
  await auditor.context.close();
});
