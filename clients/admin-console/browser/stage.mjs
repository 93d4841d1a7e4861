// What every script of the browser shares: the browser, signing in, and looking for faults. Where the
// platform is and who signs in how, the environment says; see ConsoleIT.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import chromium from '@sparticuz/chromium';
import { chromium as browserType } from 'playwright-core';

export const PATIENCE_MS = 60_000;
export const PHONE = { width: 390, height: 844 };

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export function required(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
}

export const url = required('CONSOLE_URL');
export const shots = process.env.CONSOLE_SHOTS;

export async function launch() {
  return browserType.launch({
    executablePath: await chromium.executablePath(),
    // Not the package's own arguments: they take web security away.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic'],
    headless: true,
  });
}

/** A person's own browser, and what went wrong in it. */
export async function open(browser, options = {}) {
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
    // What the browser itself says about an answer that is a refusal is no fault of the page.
    if (message.type() === 'error' && !/status of 4(03|04|09|22)/.test(message.text())) {
      faults.push(`console: ${message.text()}`);
    }
  });
  return { context, page, faults };
}

/** Through the sign-on's own form, to the page that he gets then. */
export async function signIn(page, name, route = '') {
  await page.goto(`${url}/${route === '' ? '' : `#${route}`}`);
  await page.locator('#username').fill(name);
  await page.locator('#password').fill(required(`CONSOLE_PASSWORD_${name.toUpperCase()}`));
  await page.locator('#kc-login').click();
  await page.getByRole('button', { name: /^(Sign out|Abmelden)$/ }).waitFor();
}

/** To a page by its link in the navigation. */
export async function go(page, name) {
  const link = page
    .getByRole('navigation', { name: 'Main navigation' })
    .getByRole('link', { name });
  await link.click();
  await heading(page, name);
}

export async function heading(page, name) {
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

/**
 * Somebody's page is open still, and his token good by itself: no service answers him. A page asks anew
 * what it knows for some seconds, so he goes to and fro until it does.
 */
export async function findsHimselfOut(page) {
  const out = page.getByText(/You are not signed in any more|Your session has ended/);
  for (let tries = 0; tries < 30 && (await out.count()) === 0; tries++) {
    await page.getByRole('link', { name: 'Ask for a room' }).first().click();
    await page.getByRole('link', { name: 'My account' }).first().click();
    await out
      .first()
      .waitFor({ timeout: 2_000 })
      .catch(() => undefined);
  }
  await out.first().waitFor();
}

/** Until nothing on the page waits for an answer any more. */
export async function settled(page) {
  await page.waitForFunction(
    () =>
      document.querySelector('[role="progressbar"].pf-v6-c-spinner, .pf-v6-c-skeleton') === null,
  );
}

/** Runs in the page's own world by the debugger, which the content security policy does not bind. */
export async function assertAccessible(page, what) {
  await settled(page);
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

/** The same page in both appearances; it is left light. */
export async function assertAccessibleInBoth(page, what) {
  for (const dark of [true, false]) {
    // Not by the button: it can't be reached while a dialog is open.
    await page.evaluate(
      (d) => document.documentElement.classList.toggle('pf-v6-theme-dark', d),
      dark,
    );
    await assertAccessible(page, `${what}, ${dark ? 'dark' : 'light'}`);
  }
}

/** That a page is no wider than a phone, and accessible there too. */
export async function assertFitsAPhone(page, what) {
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  // The navigation folds away first.
  const fits = await page
    .waitForFunction((most) => document.documentElement.scrollWidth <= most, PHONE.width, {
      timeout: 10_000,
    })
    .catch(() => null);
  assert.ok(fits !== null, `${what} is wider than a phone`);
  await assertAccessible(page, `${what}, phone`);
  if (before !== null) {
    await page.setViewportSize(before);
  }
}

/** A picture of the whole page: the page scrolls within its frame, so the frame is made as tall. */
export async function shot(page, name) {
  const before = page.viewportSize();
  const hidden = await page.evaluate(() => {
    const main = document.querySelector('main')?.parentElement ?? document.documentElement;
    return Math.max(
      0,
      ...[main, ...main.querySelectorAll('main')].map((e) => e.scrollHeight - e.clientHeight),
    );
  });
  await page.setViewportSize({ width: before.width, height: before.height + Math.ceil(hidden) });
  await page.screenshot({ path: `${shots}/${name}.png` });
  await page.setViewportSize(before);
}

export async function setTheme(page, dark) {
  const toggle = page.getByRole('button', {
    name: dark ? /Dark appearance|Dunkle/ : /Light appearance|Helle/,
  });
  if (await toggle.isVisible()) {
    await toggle.click();
  }
}

export async function stored(page) {
  return page.evaluate(() => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    address: location.href,
  }));
}
