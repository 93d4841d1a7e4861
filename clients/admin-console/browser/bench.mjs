// Measures the console in a real browser: compressed script of the first load, time until the overview
// can be used, and how long a filter of the list of people takes. Prints one line of JSON.
//
// Environment: CONSOLE_URL, CONSOLE_BENCH_USER (an administrator) and CONSOLE_PASSWORD_<USER>;
// everything is measured CONSOLE_BENCH_RUNS times, and the median told.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { launch, open, signIn, url } from './stage.mjs';

const who = process.env.CONSOLE_BENCH_USER ?? 'administrator';
const runs = Number(process.env.CONSOLE_BENCH_RUNS ?? 5);

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/**
 * Script as a compressing edge would send it: each file by itself, at the level that is usual. A
 * browser that has been here before takes the files from its cache; this one has not.
 */
async function measureFirstLoad(browser) {
  const { context, page } = await open(browser);
  const scripts = new Set();
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/console/') && pathname.endsWith('.js')) {
      scripts.add(request.url());
    }
  });
  await signIn(page, who);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await usable(page);
  // The chart comes after the page; it is a part of the first load all the same.
  await page.getByRole('img', { name: /Stored bytes by day/ }).waitFor();
  let bytes = 0;
  for (const script of scripts) {
    const body = Buffer.from(await (await fetch(script)).arrayBuffer());
    bytes += gzipSync(body, { level: 6 }).length;
  }
  assert.ok(bytes > 0, 'the page has scripts');
  return { context, page, scriptBytes: bytes };
}

/** From the address to a page that answers: signed in already, what needs attention told. */
async function measureUsable(page) {
  const from = performance.now();
  await page.reload({ waitUntil: 'commit' });
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await usable(page);
  return performance.now() - from;
}

/** What needs attention is told, so what one comes for is there. */
function usable(page) {
  return page
    .locator('section[aria-busy="false"]')
    .filter({ hasText: 'Needs attention' })
    .first()
    .waitFor();
}

/** User names that are on the screen while nothing is filtered. */
async function names(page) {
  await page
    .getByRole('row')
    .nth(runs + 2)
    .waitFor();
  const shown = await page.locator('tbody tr[data-index] td:first-child').allTextContents();
  assert.ok(shown.length > runs, 'there are people to look for');
  return shown.reverse();
}

/**
 * From the last letter to the filtered list on the screen, as the page itself sees it. Each run looks
 * for somebody else: what was found once is kept for some seconds.
 */
async function measureFilter(page, name) {
  const typed = name.toLowerCase();
  await page.getByRole('textbox', { name: 'User name or e-mail' }).fill('');
  await page.waitForFunction(
    (text) =>
      [...document.querySelectorAll('tbody tr[data-index]')].some(
        (row) => !row.textContent.toLowerCase().includes(text),
      ),
    typed,
  );
  return page.evaluate(
    (text) =>
      new Promise((resolve) => {
        const input = document.querySelector('main input');
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
        const from = performance.now();
        const watch = new MutationObserver(() => {
          const rows = [...document.querySelectorAll('tbody tr[data-index]')];
          if (rows.length > 0 && rows.every((r) => r.textContent.toLowerCase().includes(text))) {
            watch.disconnect();
            // When it is on the screen, not when it is in the tree.
            requestAnimationFrame(() => resolve(performance.now() - from));
          }
        });
        watch.observe(document.body, { subtree: true, childList: true, characterData: true });
        set.call(input, text);
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }),
    typed,
  );
}

const browser = await launch();
try {
  const { context, page, scriptBytes } = await measureFirstLoad(browser);
  const usable = [];
  for (let run = 0; run < runs; run++) {
    usable.push(await measureUsable(page));
  }
  await page.goto(`${url}/#/people`);
  await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
  const filtered = [];
  for (const name of (await names(page)).slice(0, runs)) {
    filtered.push(await measureFilter(page, name));
  }
  await context.close();
  console.log(
    JSON.stringify({
      script_kb: Math.round(scriptBytes / 100) / 10,
      usable_ms: Math.round(median(usable)),
      people_filter_ms: Math.round(median(filtered)),
    }),
  );
} finally {
  await browser.close();
}
