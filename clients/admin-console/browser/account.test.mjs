// An employee's own page, asking for a room, and the pages that are not for him.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertAccessible,
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

test('employee_seesHisOwnAccount_andNoKeysInIt', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'member');
  await heading(page, 'My account');
  const links = page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link');
  assert.deepEqual(await links.allTextContents(), ['My account', 'Ask for a room']);
  await page.getByText('No new device asks for your keys.').waitFor();
  await page.getByText('Generation 1', { exact: false }).first().waitFor();
  await page.getByText(/strongroom login/).waitFor();
  await assertAccessibleInBoth(page, 'my account');
  await assertFitsAPhone(page, 'my account');
  assert.deepEqual(faults, []);
  await context.close();
});

for (const [route, title] of [
  ['/people', 'People'],
  ['/groups', 'Groups'],
  ['/rooms', 'Rooms'],
  ['/proposals', 'Proposals'],
]) {
  test(`employee_at${route}_isRefusedWithWords`, async () => {
    const { context, page, faults } = await open(browser);
    await signIn(page, 'member', route);
    await heading(page, title);
    await page.getByText('This page is for administrators and auditors').waitFor();
    await assertAccessible(page, `${route}, refused`);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test('employee_asksForARoom_seesWhereItStands_andTakesItBack', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'member');
  await go(page, 'Ask for a room');
  await assertAccessibleInBoth(page, 'asking for a room');
  await assertFitsAPhone(page, 'asking for a room');
  // A room that he is in already is refused; a group that he is not in is asked for.
  await page.getByRole('radio', { name: 'Group' }).check();
  await page
    .getByRole('textbox', { name: /Its id/ })
    .fill(`http://127.0.0.1/#/ask/${required('CONSOLE_FINANCE')}`);
  await page.getByRole('textbox', { name: 'Reason' }).fill('For the year’s accounts.');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText('Your request is filed').waitFor();
  await page.getByRole('link', { name: 'See where it stands' }).click();
  await heading(page, 'Request');
  await page.getByText(/Nobody is let in/).waitFor();
  await assertAccessibleInBoth(page, 'an own request');
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('Withdrawn.').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});
