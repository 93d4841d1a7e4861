// An administrator tries to let himself into the payroll room, by the services' own doors, by a group of
// his own and by all that the sign-on offers; intruder.test.mjs has what the console offers. A manager's
// agent runs after each. He reads nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, asks, keycloak, subjectOf, tries, until } from '../desk.mjs';
import { heading, launch, open, required, signIn } from '../stage.mjs';

const payroll = required('CONSOLE_PAYROLL');
const finance = required('CONSOLE_FINANCE');
const me = 'administrator';
const NOT_FOUND = 404;
const FORBIDDEN = 403;

const CLOSED = [
  `/storage/v1/rooms/${payroll}/head`,
  `/storage/v1/rooms/${payroll}/history`,
  `/access/v1/rooms/${payroll}`,
  `/access/v1/rooms/${payroll}/epochs/1`,
  `/access/v1/groups/${finance}/epochs/1`,
];

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

/** A token that says what the sign-on says of somebody now: his page's, who has just signed in. */
async function freshToken(name) {
  const { context, page } = await open(browser);
  let bearer;
  page.on('request', (request) => {
    bearer = request.headers().authorization ?? bearer;
  });
  await signIn(page, name);
  await until('the page asks something', () => bearer !== undefined);
  await context.close();
  return bearer;
}

async function assertOpensNothing(bearer, what) {
  for (const path of CLOSED) {
    const answer = await fetch(required('CONSOLE_URL') + path, {
      headers: { Authorization: bearer },
    });
    assert.equal(answer.status, NOT_FOUND, `${what}: ${path}`);
  }
}

/** After whatever he did, and after a manager's client has looked at it unattended. */
async function assertReadsNothing(what) {
  asks('manager', 'agent', 'run', '--once');
  const shown = asks('manager', 'room', 'show', 'Payroll');
  assert.ok(!JSON.stringify(shown).includes(asks(me, 'whoami').user), `${what}: he is in the room`);
  assert.notEqual(tries(me, 'ls', 'Payroll').status, 0, what);
  assert.notEqual(tries(me, 'room', 'accept', payroll, '--yes').status, 0, what);
  for (const path of CLOSED) {
    assert.equal((await api(me, 'GET', path)).status, NOT_FOUND, `${what}: ${path}`);
  }
}

test('groupsOwnHistory_isNotHisToWrite_whateverHeSends', async () => {
  const filed = { chainKind: 'room', chain: payroll, action: 'add', role: 'editor', reason: '' };
  const self = asks(me, 'whoami').user;
  for (const [method, path, body, refusal] of [
    ['PUT', `/access/v1/rooms/${payroll}/label`, { label: 'Mine' }, [FORBIDDEN, NOT_FOUND]],
    [
      'POST',
      `/storage/v1/rooms/${payroll}/uploads`,
      { storedLength: 100, deposit: true },
      [NOT_FOUND],
    ],
    ['POST', `/storage/v1/rooms/${payroll}/downloads`, { record: payroll }, [NOT_FOUND]],
    [
      'POST',
      `/storage/v1/rooms/${payroll}/rewraps/claims`,
      { claim: 'A'.repeat(22), epoch: 1, limit: 1 },
      [NOT_FOUND],
    ],
    [
      'POST',
      `/access/v1/rooms/${payroll}/wraps`,
      { wraps: [{ epoch: 1, kind: 'user', recipient: self, reference: self, wrap: 'AAAA' }] },
      [NOT_FOUND],
    ],
  ]) {
    const answer = await api(me, method, path, body);
    assert.ok(refusal.includes(answer.status), `${method} ${path}: ${answer.status}`);
  }
  const twice = await api(me, 'POST', '/access/v1/requests', { ...filed, user: self });
  assert.ok([200, 409].includes(twice.status), `a request: ${twice.status}`);
  await assertReadsNothing('the services asked directly');
});

test('madeUpGroup_isNobodysInThePayrollRoom', async () => {
  const group = asks(me, 'group', 'create', 'Payroll auditors').id;
  assert.notEqual(
    tries(me, 'room', 'add', payroll, '--group', group, '--role', 'viewer').status,
    0,
  );
  await assertReadsNothing('a group of his own');
});

test('signOnsRolesAndGroups_areNoMembership', async () => {
  const self = await subjectOf(me);
  // A role of the room's own name, and one that only this platform knows.
  for (const role of ['Payroll', 'manager']) {
    await keycloak('POST', '/roles', { name: role });
    const { json } = await keycloak('GET', `/roles/${role}`);
    await keycloak('POST', `/users/${self}/role-mappings/realm`, [json]);
  }
  const { made: group } = await keycloak('POST', '/groups', { name: 'Finance' });
  await keycloak('PUT', `/users/${self}/groups/${group}`);
  await assertOpensNothing(await freshToken(me), 'roles of the sign-on');
  await assertReadsNothing('roles of the sign-on');

  // The sign-on's group feeds the platform's: what comes of it is a request.
  await until('the group is mirrored', async () => {
    const found = await api(me, 'GET', '/identity/v1/admin/directory/groups?query=Finance');
    return (await found.json()).items.some((one) => one.id === group);
  });
  const feed = await api(me, 'PUT', `/access/v1/admin/groups/${finance}/feed`, {
    directoryGroup: group,
  });
  assert.ok(feed.status < 300, `feed: ${feed.status}`);
  await until('a request of the directory waits', async () => {
    const found = await api(
      me,
      'GET',
      `/access/v1/admin/requests?origin=directory&chain=${finance}`,
    );
    return (await found.json()).items.length > 0;
  });
  await assertReadsNothing('a feed from the sign-on');
  assert.equal(
    (
      await (
        await api(me, 'GET', `/access/v1/admin/requests?origin=directory&chain=${finance}`)
      ).json()
    ).items.every((one) => one.state === 'open'),
    true,
    'no agent answered what a directory group says',
  );
});

test('passwordOfAMember_opensHisPages_andNoFile', async () => {
  const member = await subjectOf('member');
  await keycloak('PUT', `/users/${member}/reset-password`, {
    type: 'password',
    value: process.env.CONSOLE_PASSWORD_MEMBER,
    temporary: false,
  });
  const { context, page } = await open(browser);
  await signIn(page, 'member');
  await heading(page, 'My account');
  // Rooms by id or label, and nothing that is in them; no page has more to show.
  for (const file of ['salaries', 'Payroll/1']) {
    assert.equal(await page.getByText(file).count(), 0);
  }
  await page.goto(`${required('CONSOLE_URL')}/#/rooms/${payroll}`);
  await page
    .getByText(/for administrators and auditors/)
    .first()
    .waitFor();
  await context.close();
  await assertReadsNothing('a member’s password');
});
