// Groups: members, rooms and signed history; changes asked for from a list; a feed.
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

async function openFinance(page) {
  await go(page, 'Groups');
  await page.getByRole('link', { name: 'Finance' }).click();
  await heading(page, 'Finance');
}

test('group_showsMembersRoomsAndWhatWasSigned', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'auditor');
  await go(page, 'Groups');
  await page.getByRole('link', { name: 'Finance' }).waitFor();
  await assertAccessibleInBoth(page, 'groups');
  await assertFitsAPhone(page, 'groups');
  await openFinance(page);
  await page.getByRole('grid', { name: 'Members' }).getByRole('link', { name: 'leaver' }).waitFor();
  await assertAccessibleInBoth(page, 'a group');
  await page.getByRole('tab', { name: 'Rooms' }).click();
  await page.getByRole('link', { name: 'Payroll 2026' }).waitFor();
  await page.getByRole('tab', { name: 'Signed history' }).click();
  const history = page.getByRole('list', { name: 'Signed history' });
  await history.getByText(/Created/).waitFor();
  assert.equal(await history.getByRole('listitem').count(), 3);
  await assertAccessibleInBoth(page, 'a group, its history');
  await assertFitsAPhone(page, 'a group, its history');
  assert.deepEqual(faults, []);
  await context.close();
});

test('listWithAFault_isReportedLineByLine_andNothingIsFiled_thenItIs', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'administrator');
  await openFinance(page);
  await page.getByRole('button', { name: 'Propose changes' }).click();
  await heading(page, 'Propose changes');
  await page.getByText(/Nobody is let in by this/).waitFor();
  await page.setInputFiles('input[type="file"]', {
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('name,role\ncolleague,member\nnobody-there\nmember,owner\n'),
  });
  await page.getByRole('button', { name: 'Check the list' }).click();
  await page.getByText('2 lines are at fault').waitFor();
  await page.getByText('The sign-on knows nobody of that name: nobody-there').waitFor();
  await page.getByText('Nothing was filed.').waitFor();
  await assertAccessibleInBoth(page, 'a faulty list');
  await assertFitsAPhone(page, 'a faulty list');

  await page.getByRole('textbox', { name: 'People' }).fill('colleague,member\nmember');
  await page.getByRole('button', { name: 'Check the list' }).click();
  await page.getByRole('button', { name: 'File 2 requests' }).click();
  await page.getByText('2 requests are filed').waitFor();
  await assertAccessibleInBoth(page, 'a list that is filed');
  await go(page, 'Groups');
  await openFinance(page);
  await page.getByRole('tab', { name: 'Requests (2)' }).click();
  await page
    .getByText(/Waits for a manager/)
    .first()
    .waitFor();
  // Asked for, and not let in: nothing on the page pretends that they are members.
  await page.getByRole('tab', { name: 'Members' }).click();
  await page.getByRole('link', { name: 'leaver' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'colleague' }).count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test('feed_saysThatItMakesRequestsAlone', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'administrator');
  await openFinance(page);
  await page.getByRole('tab', { name: 'Feed' }).click();
  await page.getByText('No group of the sign-on feeds this group.').waitFor();
  await page.getByText(/never memberships/).waitFor();
  await assertAccessibleInBoth(page, 'a feed');
  await page.getByRole('button', { name: 'Choose a group that feeds' }).click();
  await page
    .getByRole('dialog')
    .getByText(/Nothing changes here until a manager signs/)
    .waitFor();
  await assertAccessibleInBoth(page, 'choosing a feed');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await context.close();
});
