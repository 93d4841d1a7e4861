// People: found, looked at, signed out, disabled and enabled; removal everywhere proposed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertAccessible,
  assertAccessibleInBoth,
  assertFitsAPhone,
  findsHimselfOut,
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

async function openPerson(page, name) {
  await go(page, 'People');
  await page.getByRole('textbox', { name: 'User name or e-mail' }).fill(name);
  await page.getByRole('link', { name, exact: true }).click();
  await heading(page, name);
}

async function confirm(page, deed) {
  await page.getByRole('button', { name: deed }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('What happens then:').waitFor();
  await dialog.getByRole('button', { name: deed }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('people_areFilteredByNameStateAndKeys', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'auditor');
  await go(page, 'People');
  await page.getByRole('link', { name: 'manager', exact: true }).waitFor();
  await assertAccessibleInBoth(page, 'people');
  await assertFitsAPhone(page, 'people');
  await page.getByRole('textbox', { name: 'User name or e-mail' }).fill('MANAG');
  await page.getByRole('link', { name: 'colleague', exact: true }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'manager', exact: true }).waitFor();
  await page.getByLabel('Keys', { exact: true }).selectOption('without');
  await page.getByText('Nobody found').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('whoMayThisPersonRead_isShown_withKeysAndSignIns', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'administrator');
  await openPerson(page, 'member');
  const rooms = page.getByRole('grid', { name: 'Rooms: what this person may read' });
  await rooms.getByRole('link', { name: 'Payroll 2026' }).waitFor();
  await rooms
    .getByRole('gridcell', { name: /Viewer/ })
    .first()
    .waitFor();
  await page.getByText('Generation 1', { exact: false }).first().waitFor();
  await assertAccessibleInBoth(page, 'a person');
  await assertFitsAPhone(page, 'a person');
  assert.deepEqual(faults, []);
  await context.close();
});

test('disabled_isOutAtOnce_andEnabledAgain', async () => {
  const theirs = await open(browser);
  await signIn(theirs.page, 'newcomer');
  await heading(theirs.page, 'My account');

  const { context, page, faults } = await open(browser);
  await signIn(page, 'administrator');
  await openPerson(page, 'newcomer');
  await page.getByRole('button', { name: 'Disable' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/Access ends now/).waitFor();
  await dialog.getByText(/usually minutes/).waitFor();
  await assertAccessibleInBoth(page, 'disabling somebody');
  await dialog.getByRole('button', { name: 'Disable' }).click();
  await page.getByText('newcomer is disabled. Access has ended.').waitFor();
  await page.getByText(/This person is disabled/).waitFor();

  await findsHimselfOut(theirs.page);

  await confirm(page, 'Enable');
  await page.getByText('newcomer is enabled.').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
  await theirs.context.close();
});

test('removalEverywhere_isProposed_andCutsAtOnce', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'administrator');
  await openPerson(page, 'leaver');
  await page.getByRole('button', { name: 'Propose removal everywhere' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Left the company.');
  await dialog.getByRole('button', { name: 'Propose removal everywhere' }).click();
  await page.getByText('Requests filed: 1. Waiting already: 0.').waitFor();
  await page.getByText('Cut off, removal waits').first().waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('tenThousandPeople_areDrawnAsTheyAreScrolledTo', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'auditor');
  const everybody = 10_000;
  const pages = new Set();
  await page.route('**/identity/v1/admin/people?**', (route) => {
    const query = new URL(route.request().url()).searchParams;
    const from = Number(query.get('after') ?? 0);
    const limit = Number(query.get('limit'));
    pages.add(from);
    const items = Array.from({ length: Math.min(limit, everybody - from) }, (_, i) => ({
      user: `p${from + i}`.padEnd(43, '_'),
      username: `person-${from + i}`,
      email: `person-${from + i}@strongroom.invalid`,
      state: 'active',
      hasKeys: true,
      generation: 1,
      devices: 1,
      lastSignIn: null,
      mirroredAt: '2026-01-02T03:04:05Z',
    }));
    const next = from + limit < everybody ? String(from + limit) : '';
    return route.fulfill({ json: { items, next } });
  });
  await go(page, 'People');
  await page.getByRole('link', { name: 'person-0', exact: true }).waitFor();
  await assertAccessibleInBoth(page, 'a long list');
  await assertFitsAPhone(page, 'a long list');
  const region = page.getByRole('region', { name: 'People, by user name' });
  await region.focus();
  for (let loaded = 1; loaded <= 4; loaded++) {
    await page.keyboard.press('End');
    await page.getByText(`${200 * (loaded + 1)} entries so far`).waitFor();
  }
  assert.ok(pages.size >= 5);
  assert.ok((await region.getByRole('row').count()) < 80, 'only what is near is drawn');
  await assertAccessible(page, 'a long list, further down');
  assert.deepEqual(faults, []);
  await context.close();
});
