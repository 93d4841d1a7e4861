// Organisation: the policy as signed, recovery, sign-on and store.
import assert from 'node:assert/strict';
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

test('organisation_showsThePolicyAndTheHealthOfItsParts', async () => {
  const { context, page, faults } = await open(browser);
  await signIn(page, 'administrator');
  await go(page, 'Organisation');
  await page.getByText(required('CONSOLE_FINGERPRINT')).first().waitFor();
  await page.getByText('Sign-on (Keycloak)').waitFor();
  await page.getByText('Answers', { exact: true }).nth(1).waitFor();
  await assertAccessibleInBoth(page, 'organisation');
  await assertFitsAPhone(page, 'organisation');
  await page.getByRole('button', { name: 'Reconcile now' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/read anew/).waitFor();
  await dialog.getByRole('button', { name: 'Reconcile now' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await context.close();
});
