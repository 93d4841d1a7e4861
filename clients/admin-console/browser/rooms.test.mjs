// Rooms: grants as a matrix, who reaches them, quota, history; and no name or file anywhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertAccessibleInBoth,
  assertFitsAPhone,
  go,
  heading,
  launch,
  open,
  required,
  signIn,
} from './stage.mjs';

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

test('room_showsGrantsReadersAndKeys_andNoName', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'auditor');
  await go(page, 'Rooms');
  await page.getByRole('link', { name: 'Payroll 2026' }).waitFor();
  await assertAccessibleInBoth(page, 'rooms');
  await assertFitsAPhone(page, 'rooms');
  // What a room without a label is called, nobody here knows.
  assert.equal(await page.getByText('Contracts').count(), 0);
  await page.getByRole('link', { name: 'Payroll 2026' }).click();
  await heading(page, 'Payroll 2026');
  const matrix = page.getByRole('grid', { name: 'Grants: who has which role' });
  await matrix.getByRole('link', { name: 'Finance' }).waitFor();
  assert.equal(await matrix.getByRole('img', { name: 'Granted' }).count(), 3);
  await assertAccessibleInBoth(page, 'a room');
  await assertFitsAPhone(page, 'a room');
  await page.getByRole('tab', { name: 'Who reaches it' }).click();
  const readers = page.getByRole('grid', { name: 'Who reaches it' });
  await readers.getByRole('link', { name: 'leaver' }).waitFor();
  await assertAccessibleInBoth(page, 'who reaches a room');
  await page.getByRole('tab', { name: 'Signed history' }).click();
  await page
    .getByRole('list', { name: 'Signed history' })
    .getByText(/Created/)
    .waitFor();
  await assertAccessibleInBoth(page, 'a room, its history');
  assert.equal(await page.getByRole('button', { name: 'Propose changes' }).count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test('quota_isSetAndLifted_asTheServiceSays', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'administrator');
  await page.goto(`${page.url().split('#')[0]}#/rooms/${required('CONSOLE_CONTRACTS')}`);
  await page.getByRole('tab', { name: 'Storage and keys' }).click();
  const quota = page
    .getByRole('term')
    .filter({ hasText: /^Quota$/ })
    .locator('..');
  await quota.getByText('Not limited').waitFor();
  await assertAccessibleInBoth(page, 'a room’s storage');
  await page.getByRole('button', { name: 'Set a quota' }).click();
  await page.getByRole('textbox', { name: 'Gigabytes' }).fill('5');
  await assertAccessibleInBoth(page, 'setting a quota');
  await page.getByRole('dialog').getByRole('button', { name: 'Set a quota' }).click();
  await quota.getByText('5 GB').waitFor();
  await page.getByRole('button', { name: 'Lift the quota' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Lift the quota' }).click();
  await quota.getByText('Not limited').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('roomThatThereIsNot_isSaidPlainly', async () => {
  const { context, page } = await open(browser);
  await signIn(page, 'administrator', `/rooms/${'A'.repeat(43)}`);
  await page.getByRole('heading', { name: 'There is nothing here for you' }).waitFor();
  await assertAccessibleInBoth(page, 'a room that there is not');
  await context.close();
});
