// The shell of the console in a real browser against the whole running platform: signing in and out,
// what is kept, what is said when a part is away, and the policy that the page comes under.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertAccessible,
  heading,
  launch,
  open as openIn,
  setTheme,
  signIn,
  stored,
  url,
} from './stage.mjs';

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

const open = (options) => openIn(browser, options);

test('administrator_signsIn_seesWhatNeedsAttention_andNoAuditLog', async () => {
  const { context, page, faults } = await open();
  await signIn(page, 'administrator');
  await heading(page, 'Overview');
  await page
    .getByText(/requests? waits? for/)
    .first()
    .waitFor();
  assert.equal(await page.getByText('Answers', { exact: true }).count().then(Boolean), true);
  await page.getByText('Away', { exact: true }).waitFor({ state: 'detached' });
  await page.getByRole('img', { name: /Stored bytes by day/ }).waitFor();
  await assertAccessible(page, 'overview, light');
  await setTheme(page, true);
  await assertAccessible(page, 'overview, dark');

  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByText('The audit log is for auditors').waitFor();
  assert.equal(await page.title(), 'Audit · Strongroom');
  await assertAccessible(page, 'audit, refused, dark');

  const kept = await stored(page);
  assert.deepEqual(kept.local, {});
  assert.deepEqual(kept.session, {});
  assert.doesNotMatch(kept.address, /code=|token|session_state/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('auditor_signsIn_readsTheLogInGermanOnAPhone', async () => {
  const { context, page, faults } = await open({
    locale: 'de-DE',
    viewport: { width: 390, height: 844 },
  });
  await signIn(page, 'auditor');
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  await assertAccessible(page, 'overview, phone, German');
  await page.getByRole('button', { name: 'Navigationsmenü' }).click();
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.locator('td[data-label="Ereignis"]').first().waitFor();
  await assertAccessible(page, 'audit, phone, German');
  await page.locator('button[id^="event-"]').first().click();
  await page.getByText('dev.strongroom.').first().waitFor();
  await assertAccessible(page, 'audit, opened, phone, German');
  assert.deepEqual(faults, []);
  await context.close();
});

test('auditor_reloads_staysSignedInAndWhereHeWas', async () => {
  const { context, page, faults } = await open();
  await signIn(page, 'auditor');
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
  await page.reload();
  // The sign-on knows him still: there and back without a question.
  await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
  await page.locator('td[data-label="Event"]').first().waitFor();
  await assertAccessible(page, 'audit, light');
  assert.deepEqual(faults, []);
  await context.close();
});

test('signedOut_isOutAtTheSignOnToo', async () => {
  const { context, page, faults } = await open();
  await signIn(page, 'member');
  await heading(page, 'My account');
  await page.getByText('No role').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { level: 1, name: 'You are signed out' }).waitFor();
  await assertAccessible(page, 'signed out');
  assert.deepEqual((await stored(page)).session, {});
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#username').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('codeFromElsewhere_signsNobodyIn', async () => {
  const { context, page } = await open();
  await page.goto(`${url}/?code=somebody-elses&state=not-mine`);
  await page.getByRole('heading', { level: 1, name: 'The sign-in did not come about' }).waitFor();
  assert.equal(page.url(), `${url}/`);
  await assertAccessible(page, 'failed');
  await context.close();
});

test('partAway_isSaidAndTheRestStays', async () => {
  const { context, page } = await open();
  await signIn(page, 'administrator');
  await page.route('**/identity/v1/**', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: '{"reason":"unavailable","status":503,"detail":"This part does not answer now."}',
    }),
  );
  await page.reload();
  await page.getByText('Away', { exact: true }).waitFor();
  await page.getByText('Some parts did not answer: there may be more.').waitFor();
  await assertAccessible(page, 'overview, a part away');
  await page.getByRole('link', { name: 'Organisation' }).click();
  await page.getByRole('heading', { name: 'A part of the server is away' }).first().waitFor();
  // What other parts know is there all the same.
  await page.getByText('Object store (S3)').waitFor();
  await assertAccessible(page, 'organisation, a part away');
  await context.close();
});

test('page_comesUnderAPolicyWithoutExceptions', async () => {
  const answer = await fetch(`${url}/`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe-|data:|\*/);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
  assert.equal(answer.headers.get('cross-origin-opener-policy'), 'same-origin');

  const { context, page } = await open();
  await signIn(page, 'member');
  const ran = await page.evaluate(async () => {
    const refused = new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (e) => resolve(e.effectiveDirective));
    });
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true';
    document.body.append(script);
    return { directive: await refused, injected: globalThis.injected === true };
  });
  assert.deepEqual(ran, { directive: 'script-src-elem', injected: false });
  await context.close();
});
