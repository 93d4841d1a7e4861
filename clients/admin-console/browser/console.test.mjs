// The console in a real browser against the whole running platform. Started by ConsoleIT, which says
// by environment where the platform is; people sign in as they do, through the sign-on's own form.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { createRequire } from 'node:module';
import chromium from '@sparticuz/chromium';
import { chromium as browserType } from 'playwright-core';

const url = required('CONSOLE_URL');
const fingerprint = required('CONSOLE_FINGERPRINT');
const shots = process.env.CONSOLE_SHOTS;
const PATIENCE_MS = 60_000;

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser;

function required(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
}

before(async () => {
  browser = await browserType.launch({
    executablePath: await chromium.executablePath(),
    // Not the package's own arguments: they take web security away.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic'],
    headless: true,
  });
});

after(() => browser?.close());

/** A person's own browser, and what went wrong in it. */
async function open(options = {}) {
  const context = await browser.newContext({
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // What the browser itself says about an answered 403 or 404 is no fault of the page.
    if (message.type() === 'error' && !/status of 40[34]/.test(message.text())) {
      faults.push(`console: ${message.text()}`);
    }
  });
  return { context, page, faults };
}

async function signIn(page, name) {
  await page.goto(url);
  await page.locator('#username').fill(name);
  await page.locator('#password').fill(required(`CONSOLE_PASSWORD_${name.toUpperCase()}`));
  await page.locator('#kc-login').click();
  await page.getByRole('heading', { level: 1, name: /Overview|Überblick/ }).waitFor();
}

/** Runs in the page's own world by the debugger, which the content security policy does not bind. */
async function assertAccessible(page, what) {
  await page.evaluate(axe);
  // Colours on their way from one to another are neither.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((a) => a.effect?.getTiming().iterations !== Infinity)
        .map((a) => a.finished),
    ),
  );
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  const found = violations.map(
    (v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.failureSummary}`).join('; ')}`,
  );
  assert.deepEqual(found, [], what);
}

async function shot(page, name) {
  if (shots) {
    await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  }
}

async function setTheme(page, dark) {
  const toggle = page.getByRole('button', {
    name: dark ? /Dark appearance|Dunkle/ : /Light appearance|Helle/,
  });
  if (await toggle.isVisible()) {
    await toggle.click();
  }
}

async function stored(page) {
  return page.evaluate(() => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    address: location.href,
  }));
}

test('administrator_signsIn_seesTheOrganisationAndNoAuditLog', async () => {
  const { context, page, faults } = await open();
  await signIn(page, 'administrator');
  await page.getByText(fingerprint).first().waitFor();
  await page.getByText('Administrator', { exact: true }).waitFor();
  assert.equal(await page.getByText('Answers', { exact: true }).count().then(Boolean), true);
  await page.getByText('Away', { exact: true }).waitFor({ state: 'detached' });
  await assertAccessible(page, 'overview, light');
  await shot(page, 'overview-light');
  await setTheme(page, true);
  await assertAccessible(page, 'overview, dark');
  await shot(page, 'overview-dark');

  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByText('The audit log is for auditors').waitFor();
  assert.equal(await page.title(), 'Audit · Strongroom');
  await assertAccessible(page, 'audit, refused, dark');
  await shot(page, 'audit-refused-dark');

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
  await shot(page, 'overview-phone');
  await page.getByRole('button', { name: 'Navigationsmenü' }).click();
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByText('Richtlinie veröffentlicht').first().waitFor();
  await assertAccessible(page, 'audit, phone, German');
  await page.locator('button[id^="event-"]').first().click();
  await page.getByText('dev.strongroom.').first().waitFor();
  await assertAccessible(page, 'audit, opened, phone, German');
  await shot(page, 'audit-phone');
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
  await page.getByRole('gridcell', { name: 'Policy published' }).first().waitFor();
  await assertAccessible(page, 'audit, light');
  await shot(page, 'audit-light');
  assert.deepEqual(faults, []);
  await context.close();
});

test('signedOut_isOutAtTheSignOnToo', async () => {
  const { context, page, faults } = await open();
  await signIn(page, 'member');
  await page.getByText('No role').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { level: 1, name: 'You are signed out' }).waitFor();
  await assertAccessible(page, 'signed out');
  await shot(page, 'signed-out');
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
  await page.getByText('A part of the server is away').first().waitFor();
  await page.getByText('Away', { exact: true }).waitFor();
  await assertAccessible(page, 'overview, a part away');
  await shot(page, 'overview-away');
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
