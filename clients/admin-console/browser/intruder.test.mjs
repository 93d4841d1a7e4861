// An administrator tries to let himself into the payroll room: by what the console offers, and by the
// services' own addresses with his token. What he is told is what he would be told of no room at all.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertAccessibleInBoth,
  go,
  heading,
  launch,
  open,
  required,
  signIn,
  url,
} from './stage.mjs';

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

const payroll = required('CONSOLE_PAYROLL');
const none = 'A'.repeat(43);

/** The token that the page sends with its requests: it is kept nowhere else. */
function bearer(page) {
  let token;
  page.on('request', (request) => {
    token = request.headers().authorization ?? token;
  });
  return () => token;
}

async function ask(authorization, method, path, body) {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { Authorization: authorization, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { reason } = await answer.json().catch(() => ({}));
  return `${answer.status} ${reason}`;
}

test('administrator_asksForHimself_andIsNotLetIn', async () => {
  const { context, page, faults } = await open(browser);
  const token = bearer(page);
  await signIn(page, 'administrator');
  await go(page, 'Rooms');
  await page.getByRole('link', { name: 'Payroll 2026' }).click();
  await page.getByRole('button', { name: 'Propose changes' }).click();
  await heading(page, 'Propose changes');
  await page.getByLabel('Role', { exact: true }).selectOption('manager');
  await page.getByRole('textbox', { name: 'People' }).fill('administrator');
  await page.getByRole('button', { name: 'Check the list' }).click();
  await page.getByRole('button', { name: 'File 1 request' }).click();
  await page.getByText('They wait for a manager now.').waitFor();
  await go(page, 'Rooms');
  await page.getByRole('link', { name: 'Payroll 2026' }).click();
  await heading(page, 'Payroll 2026');
  const matrix = page.getByRole('grid', { name: 'Grants: who has which role' });
  await matrix.getByRole('link', { name: 'manager' }).waitFor();
  assert.equal(await matrix.getByRole('link', { name: 'administrator' }).count(), 0);
  await page.getByRole('tab', { name: 'Who reaches it' }).click();
  const readers = page.getByRole('grid', { name: 'Who reaches it' });
  await readers.getByRole('link', { name: 'manager' }).waitFor();
  assert.equal(await readers.getByRole('link', { name: 'administrator' }).count(), 0);
  await assertAccessibleInBoth(page, 'who reaches the payroll room');

  for (const [method, path, body] of [
    ['GET', '/access/v1/rooms/ROOM'],
    ['GET', '/access/v1/rooms/ROOM/epochs/1'],
    ['GET', '/storage/v1/rooms/ROOM/head'],
    ['GET', '/storage/v1/rooms/ROOM/commits'],
    ['GET', '/storage/v1/rooms/ROOM/history?record=x'],
    ['POST', '/storage/v1/rooms/ROOM/proofs', { keys: [] }],
    ['PUT', '/access/v1/rooms/ROOM/label', { label: 'Mine' }],
  ]) {
    const theirs = await ask(token(), method, path.replace('ROOM', payroll), body);
    assert.match(theirs, /^(400|403|404) /, `${method} ${path}`);
    assert.equal(theirs, await ask(token(), method, path.replace('ROOM', none), body), path);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('answeringHisOwnRequest_isForManagersAlone', async () => {
  const { context, page } = await open(browser);
  const token = bearer(page);
  await signIn(page, 'deputy');
  await go(page, 'Proposals');
  await page
    .getByRole('row')
    .filter({ hasText: 'Add administrator: Manager' })
    .getByRole('link', { name: 'Details' })
    .click();
  await heading(page, 'Request');
  const id = page.url().split('/').at(-1);
  for (const word of ['Approve', 'Sign', 'Accept']) {
    assert.equal(await page.getByRole('button', { name: word, exact: true }).count(), 0);
  }
  assert.match(await ask(token(), 'POST', `/access/v1/requests/${id}/reject`, {}), /^403 /);
  assert.match(await ask(token(), 'POST', `/access/v1/requests/${id}/second`, {}), /^409 /);
  await context.close();
});
