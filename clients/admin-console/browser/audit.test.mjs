// Audit: searched by person, room, kind and time; followed; taken out as a file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import {
  assertAccessibleInBoth,
  assertFitsAPhone,
  go,
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

test('log_isFilteredByPersonRoomAndKind_andExportedAsFiltered', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'auditor');
  await go(page, 'Audit');
  await page.getByRole('grid').waitFor();
  await assertAccessibleInBoth(page, 'audit');
  await assertFitsAPhone(page, 'audit');
  await page.getByLabel('Person: user name, e-mail or id').fill('nobody-there');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByText('The directory knows nobody of exactly that name.').waitFor();
  await page.getByLabel('Person: user name, e-mail or id').fill('manager');
  await page.getByLabel('Id of a group or room').fill(required('CONSOLE_PAYROLL'));
  await page.getByLabel('Kind of event').selectOption('Committed');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('gridcell', { name: 'Room changed' }).first().waitFor({ state: 'detached' });
  const rows = page.getByRole('gridcell', { name: 'Change stored' });
  await rows.first().waitFor();
  const shown = await rows.count();
  assert.ok(shown >= 3);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export as JSON lines' }).click(),
  ]);
  assert.equal(file.suggestedFilename(), 'audit.ndjson');
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n');
  assert.equal(lines.length, shown);
  assert.doesNotMatch(page.url(), /token/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('followedLive_showsWhatHappensElsewhere', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'auditor');
  await go(page, 'Audit');
  await page.getByLabel('Kind of event').selectOption('RequestFiled');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('gridcell', { name: 'Change asked for' }).first().waitFor();
  // The table is drawn anew with the filter: the newest event is waited for by its number.
  await page.getByText('Follow live').click();
  const newest = page.getByRole('grid').getByRole('row').nth(1);
  const before = await newest.textContent();

  const elsewhere = await open(browser);
  await signIn(elsewhere.page, 'colleague', `/ask/${required('CONSOLE_PAYROLL')}`);
  await elsewhere.page.getByRole('button', { name: 'Ask', exact: true }).click();
  await elsewhere.page.getByText('Your request is filed').waitFor();
  await page.waitForFunction(
    (was) => document.querySelectorAll('table tr')[1]?.textContent !== was,
    before,
  );
  await assertAccessibleInBoth(page, 'audit, followed');
  assert.deepEqual(faults, []);
  await elsewhere.context.close();
  await context.close();
});
