// Proposals: where they stand and why not yet; the second confirmation, the reminder, the withdrawal.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertAccessibleInBoth,
  assertFitsAPhone,
  go,
  heading,
  launch,
  open,
  signIn,
} from './stage.mjs';

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

async function openRequest(page, what) {
  await go(page, 'Proposals');
  await page
    .getByRole('row')
    .filter({ hasText: what })
    .getByRole('link', { name: 'Details' })
    .first()
    .click();
  await heading(page, 'Request');
}

test('whoFiledAgainstTheLastManager_cannotConfirm_anotherCan', async () => {
  const first = await open(browser);
  await signIn(first.page, 'administrator');
  await openRequest(first.page, 'Needs a second administrator');
  await first.page.getByText(/a second administrator’s turn/).waitFor();
  await first.page.getByText('Nothing is cut yet.').waitFor();
  await first.page.getByRole('button', { name: 'Withdraw' }).waitFor();
  assert.equal(await first.page.getByRole('button', { name: 'Confirm the removal' }).count(), 0);
  await first.context.close();

  const { context, page, faults } = await open(browser);
  await signIn(page, 'deputy');
  await go(page, 'Proposals');
  await page.getByText('Needs a second administrator').first().waitFor();
  await assertAccessibleInBoth(page, 'proposals');
  await assertFitsAPhone(page, 'proposals');
  await openRequest(page, 'Needs a second administrator');
  await assertAccessibleInBoth(page, 'a request');
  await assertFitsAPhone(page, 'a request');
  await page.getByRole('button', { name: 'Confirm the removal' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/Access of the last manager ends now/).waitFor();
  await dialog.getByRole('button', { name: 'Confirm the removal' }).click();
  await page.getByText('Confirmed. Access has ended.').waitFor();
  await page.getByText(/Access has ended already/).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('managers_areRemindedOnceAnHour', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'administrator');
  await openRequest(page, 'Add colleague: Viewer');
  await page.getByText(/Nobody is let in/).waitFor();
  for (const outcome of [/The managers were reminded/, /hour/]) {
    await page.getByRole('button', { name: 'Remind the managers' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Remind the managers' }).click();
    await page.getByText(outcome).first().waitFor();
  }
  await assertAccessibleInBoth(page, 'a second reminder, refused');
  assert.deepEqual(faults, []);
  await context.close();
});
