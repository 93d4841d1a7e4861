// A picture of each page, in light, dark and on a phone, into the folder that CONSOLE_SHOTS names.
import { launch, open, PHONE, required, setTheme, settled, shot, signIn, url } from './stage.mjs';

const room = required('CONSOLE_PAYROLL');
const group = required('CONSOLE_FINANCE');

/** Who looks at what; a second step opens a part of the page. */
const PAGES = [
  ['administrator', 'overview', '/'],
  ['administrator', 'people', '/people'],
  ['administrator', 'person', '/people', (page) => open1(page, 'member')],
  ['administrator', 'person-disable', '/people', disable],
  ['administrator', 'groups', '/groups'],
  ['administrator', 'group', `/groups/${group}`],
  ['administrator', 'group-history', `/groups/${group}`, (page) => tab(page, 'Signed history')],
  ['administrator', 'group-feed', `/groups/${group}`, (page) => tab(page, 'Feed')],
  ['administrator', 'propose', `/groups/${group}/propose`, propose],
  ['administrator', 'rooms', '/rooms'],
  ['administrator', 'room', `/rooms/${room}`],
  ['administrator', 'room-readers', `/rooms/${room}`, (page) => tab(page, 'Who reaches it')],
  ['administrator', 'room-storage', `/rooms/${room}`, (page) => tab(page, 'Storage and keys')],
  ['administrator', 'room-requests', `/rooms/${room}`, (page) => tab(page, /^Requests/)],
  ['administrator', 'proposals', '/proposals'],
  ['administrator', 'proposal', '/proposals', proposal],
  ['administrator', 'organisation', '/organisation'],
  ['auditor', 'audit', '/audit'],
  ['administrator', 'audit-refused', '/audit'],
  ['member', 'account', '/account'],
  ['member', 'ask', '/ask'],
  ['member', 'refused', '/people'],
];

const MODES = [
  ['light', {}, false],
  ['dark', {}, true],
  ['phone', { viewport: PHONE }, false],
];

async function open1(page, name) {
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

async function disable(page) {
  await open1(page, 'leaver');
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByRole('dialog').waitFor();
}

async function tab(page, name) {
  await page.getByRole('tab', { name }).click();
}

async function propose(page) {
  await page.getByRole('textbox', { name: 'People' }).fill('colleague\nnobody-there\nmember,owner');
  await page.getByRole('button', { name: 'Check the list' }).click();
  await page.getByText(/lines are at fault/).waitFor();
}

async function proposal(page) {
  await page.getByRole('link', { name: 'Details' }).last().click();
  await page.getByRole('heading', { level: 1, name: 'Request' }).waitFor();
}

const browser = await launch();
try {
  for (const [mode, options, dark] of MODES) {
    for (const who of ['administrator', 'auditor', 'member']) {
      const { context, page } = await open(browser, options);
      await signIn(page, who);
      await setTheme(page, dark);
      for (const [viewer, name, route, step] of PAGES.filter(([viewer]) => viewer === who)) {
        // Away and back, so that a page begins anew.
        await page.goto(`${url}/#/nowhere`);
        await page.goto(`${url}/#${route}`);
        await page.waitForFunction(
          () => !/not found/.test(document.querySelector('h1')?.textContent ?? 'not found'),
        );
        await settled(page);
        await step?.(page);
        await settled(page);
        // Names and numbers that are asked for by the rows come a moment later.
        await page.waitForTimeout(400);
        await shot(page, `${name}-${mode}`);
        console.error(`${viewer}: ${name}-${mode}`);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
}
