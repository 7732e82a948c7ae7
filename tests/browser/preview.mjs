// Writes a small site, previews it with `instep serve`, edits its files and watches what a reader sees in a real browser.
// Usage: node preview.mjs INSTEP_BINARY WORK_DIR [NAME]
// With NAME, only the checks whose name contains it. Every wait is for something to become true; only where absence has
// to be shown is time spent. Fails as well on: a message on the console, a request to another origin.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import { chromium } from 'playwright-core';

const [binary, work] = process.argv.slice(2, 4).map((path) => resolve(path));
const only = process.argv[4] ?? '';
const site = join(work, 'site');
const LIMIT = 15_000;
const failures = [];
let current = 'before the first check';
const fail = (what) => failures.push(`${current}: ${what}`);

// ---- the site ------------------------------------------------------------------------------------------------------

const FILES = {
  'instep.yaml': 'title: Larkfield\nlanguage: en\n',
  'content/personas/mara.md': `---
role: Payroll lead of one
summary: Pays forty-two people on a Friday
private: The name of her bakery is Halloran
---
# Mara Lindqvist

> "If I get it wrong, somebody can't pay their rent." [[int-1#L8]]

Runs payroll alone. ![Her desk](desk.png)

## Goals
- To know at five on Tuesday that Friday is safe. [[int-1#L8]]
- To close the shop by six. [[int-1#L9]]
- To hear why an amount changed.

## Pains
- The cut-off moves without a word. [[int-1#L9]]
- Nobody answers on a Tuesday night. [[int-1#L8]]

## Behaviours
${Array.from({ length: 30 }, (_, i) => `- Checks run number ${i + 1} before sending it.`).join('\n')}
`,
  'content/personas/idris.md': '---\nrole: Hires his first person\nsummary: Opens a second shop\n---\n# Idris Vane\n\n## Goals\n- To hire somebody before the summer.\n',
  'content/sessions/int-1.md': '---\nkind: session\nmethod: interview\ndate: 2026-10-09\nparticipants: [P01]\n---\n# Interview\nIf I get it wrong, somebody can\'t pay their rent.\nThe cut-off moves and nobody says a word.\n',
};

const path = (name) => join(site, name);
const read = (name) => readFileSync(path(name), 'utf8');
const write = (name, text) => {
  mkdirSync(dirname(path(name)), { recursive: true });
  writeFileSync(path(name), text);
};
const edit = (name, from, to) => {
  const text = read(name);
  if (!text.includes(from)) throw new Error(`${name} does not contain ${from}`);
  write(name, text.replace(from, () => to));
};
const git = (...args) => execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false', ...args], { cwd: site, stdio: 'pipe' });

/** A grey picture of so many pixels: its size tells the browser's copies apart. */
function png(size) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 0], 8);
  const rows = Buffer.alloc(size * (size + 1), 128);
  for (let row = 0; row < size; row++) rows[row * (size + 1)] = 0;
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

/** The site as it was at the beginning. Files that did not change are not touched. */
function restore() {
  rmSync(path('templates'), { recursive: true, force: true });
  for (const name of ['content/personas/ida.md', 'content/personas/runa.md']) rmSync(path(name), { force: true });
  for (const [name, text] of Object.entries(FILES)) {
    let old = null;
    try { old = read(name); } catch { /* was removed */ }
    if (old !== text) write(name, text);
  }
}

// ---- the server ----------------------------------------------------------------------------------------------------

let server = null;
let base = '';

/** Starts the preview and waits until it says where it is. */
function serve(port) {
  server = spawn(binary, ['serve', '-p', String(port), '-C', site], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  return new Promise((ready, never) => {
    server.on('exit', (code) => never(new Error(`the server ended with ${code}: ${said}`)));
    server.stderr.on('data', (data) => {
      said += data;
      const [, address] = /Serving (http:\/\/\S+:\d+\/)/.exec(said) ?? [];
      if (address) ready(base = address);
    });
  });
}

function stop() {
  return new Promise((done) => {
    server.removeAllListeners('exit');
    server.on('exit', done);
    server.kill('SIGTERM');
  });
}

// ---- the browser ---------------------------------------------------------------------------------------------------

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
/** True while the server is down or a page is known to be missing: then the console may say so. */
let expectTrouble = false;

/** Waits until `probe` gives something true, and returns it. */
async function until(what, probe) {
  const end = Date.now() + LIMIT;
  for (let last; ; await wait(25)) {
    try { last = await probe(); } catch (error) { last = undefined; if (Date.now() > end) throw error; }
    if (last) return last;
    if (Date.now() > end) throw new Error(`never: ${what}`);
  }
}
const must = (what, holds) => { if (!holds) throw new Error(what); };

async function open(browser, where, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, ...options });
  context.setDefaultTimeout(LIMIT);
  const page = await context.newPage();
  page.documents = 0;
  page.on('console', (message) => { if (!expectTrouble) fail(`console: ${message.text()}`); });
  page.on('pageerror', (error) => fail(`script: ${error}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) fail(`request to ${request.url()}`);
    if (request.resourceType() === 'fetch') page.documents++;
  });
  await page.goto(base + where);
  if (options.javaScriptEnabled !== false) {
    await page.evaluate(() => { window.__same = 1; });
    await until('the stream is open', () => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/_instep/preview.js'))));
  }
  return page;
}

const shows = (page, text) => until(`shows “${text}”`, async () => (await page.locator('main').innerText()).includes(text));
const same = async (page) => must('the page was loaded again', await page.evaluate(() => window.__same === 1));
const bar = (page) => page.locator('#instep-preview .instep-bar');

// ---- the checks ----------------------------------------------------------------------------------------------------

const MARA = 'people/mara/';
const PERSONA = 'content/personas/mara.md';

const checks = {
  async 'an edited statement changes in its place'(browser) {
    const page = await open(browser, MARA);
    const statement = page.locator('li', { hasText: 'To close the shop by six' }).last();
    await statement.evaluate((li) => { li.__kept = 1; });
    edit(PERSONA, 'close the shop by six', 'close the shop by seven');
    await shows(page, 'close the shop by seven');
    await same(page);
    const kept = page.locator('li', { hasText: 'shop by seven' }).last();
    must('the element was replaced', await kept.evaluate((li) => li.__kept === 1));
    must('it is not underlined', await page.locator('.instep-changed').count() > 0);
    must('too much is underlined', await page.locator('.instep-changed').count() < 5);
    await until('the underline goes', async () => await page.locator('.instep-changed').count() === 0);
  },

  async 'what the reader did stays'(browser) {
    const page = await open(browser, MARA, { viewport: { width: 1000, height: 400 } });
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('main details')) details.open = true;
      const line = [...document.querySelectorAll('main li')].findLast((li) => li.textContent.includes('Checks run number 3 '));
      line.scrollIntoView({ block: 'center' });
      line.tabIndex = -1;
      line.id ||= 'here';
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      let text;
      while ((text = walker.nextNode()) && !text.data.includes('Checks run'));
      getSelection().setBaseAndExtent(text, 0, text, 10);
      document.querySelector('footer a, header a').focus({ preventScroll: true });
      window.__y = scrollY;
      window.__open = document.querySelectorAll('main details[open]').length;
      window.__focused = document.activeElement;
    });
    edit(PERSONA, 'Checks run number 20 ', 'Checks run number twenty ');
    await shows(page, 'number twenty');
    await same(page);
    const now = await page.evaluate(() => ({ y: scrollY - window.__y, open: document.querySelectorAll('main details[open]').length - window.__open, focus: document.activeElement === window.__focused, selected: getSelection().toString() }));
    must(`scrolled by ${now.y}`, Math.abs(now.y) <= 1);
    must(`${now.open} details`, now.open === 0);
    must('the focus moved', now.focus);
    must(`selected is “${now.selected}”`, now.selected === 'Checks run');
  },

  async 'a new line leaves the lines after it alone'(browser) {
    const page = await open(browser, MARA);
    const last = page.locator('main li', { hasText: 'To hear why an amount changed' }).last();
    await last.evaluate((li) => { li.__kept = 1; });
    edit(PERSONA, '- To close', '- To sleep on a Thursday.\n- To close');
    await shows(page, 'To sleep on a Thursday');
    must('a follower was rewritten', await last.evaluate((li) => li.__kept === 1));
    must('followers are underlined', await page.locator('.instep-changed', { hasText: 'To hear why' }).count() === 0);
    await same(page);
  },

  async 'a reader who asks for less motion sees no underline'(browser) {
    const page = await open(browser, MARA, { reducedMotion: 'reduce' });
    edit(PERSONA, 'To close the shop by six', 'To lock up by six');
    await shows(page, 'To lock up by six');
    must('underlined', await page.locator('.instep-changed').count() === 0);
  },

  async 'two tabs follow, a third does not fetch'(browser) {
    const [one, two, other] = [await open(browser, MARA), await open(browser, MARA), await open(browser, 'people/idris/')];
    edit(PERSONA, 'Nobody answers', 'No one answers');
    await Promise.all([shows(one, 'No one answers'), shows(two, 'No one answers')]);
    await wait(300);
    must(`the page of somebody else was fetched ${other.documents} times`, other.documents === 0);
  },

  async 'a mistake is named and the page stays'(browser) {
    const page = await open(browser, MARA);
    edit(PERSONA, 'role: Payroll lead of one', 'role: [Payroll lead of one');
    await until('1 problem', async () => (await bar(page).locator('.instep-toggle').innerText()).startsWith('1 problem'));
    await bar(page).locator('.instep-toggle').click();
    const panel = page.locator('#instep-problems');
    must('no line', /personas\/mara\.md:\d/.test(await panel.innerText()));
    must('no frame', (await panel.locator('pre').innerText()).includes('role: ['));
    must('the page is gone', (await page.locator('main').innerText()).includes('Mara Lindqvist'));
    await page.keyboard.press('Escape');
    must('Escape does not close the list', await panel.isHidden());
    await same(page);
    edit(PERSONA, 'role: [Payroll lead of one', 'role: Payroll lead of one');
    await until('the bar goes', () => bar(page).isHidden());
    await same(page);
  },

  async 'the open list stays open on the next page, and never over the focus'(browser) {
    const page = await open(browser, MARA);
    edit(PERSONA, 'role: Payroll lead of one', 'role: [Payroll lead of one');
    await bar(page).locator('.instep-toggle').click();
    await page.goto(`${base}people/idris/`);
    await until('the list is open', () => page.locator('#instep-problems').isVisible());
    const last = page.locator('footer.site a').last();
    await last.focus();
    const covered = await until('room below', () => page.evaluate(() => {
      const dock = document.querySelector('.instep-bar').getBoundingClientRect();
      return dock.top > 0 && { by: document.activeElement.getBoundingClientRect().bottom - dock.top };
    }));
    must(`the focus is covered by ${covered.by} px`, covered.by <= 0);
  },

  async 'warnings alone are a chip'(browser) {
    const page = await open(browser, MARA);
    edit(PERSONA, 'Runs payroll alone.', 'Runs payroll alone. ![Her chair](chair.png)');
    await until('1 warning', async () => (await bar(page).locator('.instep-toggle').innerText()) === '1 warning');
    must('the chip is wide', (await bar(page).boundingBox()).width < 300);
    edit(PERSONA, ' ![Her chair](chair.png)', '');
    await until('the chip goes', () => bar(page).isHidden());
  },

  async 'a renamed and a deleted person'(browser) {
    const [page, home] = [await open(browser, 'people/idris/'), await open(browser, '')];
    expectTrouble = true;
    renameSync(path('content/personas/idris.md'), path('content/personas/ida.md'));
    await until('the old address is gone', async () => !(await page.locator('h1').innerText()).includes('Idris'));
    await until('the home page knows the new one', () => home.locator('a[href*="people/ida/"]').count());
    await Promise.all([same(page), same(home)]);
    rmSync(path('content/personas/ida.md'));
    await until('the home page forgets it', async () => await home.locator('a[href*="people/ida/"]').count() === 0);
    write('content/personas/idris.md', FILES['content/personas/idris.md']);
    await until('the page is back', async () => (await page.locator('h1').innerText()).includes('Idris'));
  },

  async 'another branch and back'(browser) {
    git('init', '-q', '-b', 'main');
    write('.gitignore', 'public\n');
    git('add', '-A');
    git('commit', '-qm', 'As it was');
    git('checkout', '-qb', 'other');
    edit(PERSONA, 'Nobody answers on a Tuesday night', 'The line is busy on a Tuesday night');
    write('content/personas/runa.md', FILES['content/personas/idris.md'].replace('Idris Vane', 'Runa Holm'));
    git('add', '-A');
    git('commit', '-qm', 'Another');
    const [page, home] = [await open(browser, MARA), await open(browser, '')];
    await shows(page, 'The line is busy');
    for (let i = 0; i < 2; i++) {
      git('checkout', '-q', 'main');
      await Promise.all([shows(page, 'Nobody answers'), until('Runa goes', async () => !(await home.locator('main').innerText()).includes('Runa'))]);
      git('checkout', '-q', 'other');
      await Promise.all([shows(page, 'The line is busy'), shows(home, 'Runa Holm')]);
    }
    git('checkout', '-q', 'main');
    await shows(page, 'Nobody answers');
    await Promise.all([same(page), same(home)]);
  },

  async 'a template of the site'(browser) {
    const page = await open(browser, MARA);
    const template = (text) => `{% extends "builtin/persona.html" %}{% block aside %}<aside><p>${text}</p></aside>{% endblock %}\n`;
    write('templates/persona.html', template('Beside the person'));
    await shows(page, 'Beside the person');
    write('templates/persona.html', template('Still beside the person'));
    await shows(page, 'Still beside the person');
    await same(page);
  },

  async 'a style sheet of the site'(browser) {
    const page = await open(browser, MARA);
    const colour = () => page.locator('h1').evaluate((h1) => getComputedStyle(h1).color);
    write('templates/assets/css/90-site.css', 'h1 { color: rgb(1, 2, 3); }\n');
    await until('the new colour', async () => await colour() === 'rgb(1, 2, 3)');
    write('templates/assets/css/90-site.css', 'h1 { color: rgb(4, 5, 6); }\n');
    await until('the next colour', async () => await colour() === 'rgb(4, 5, 6)');
    await until('one style sheet', async () => await page.locator('link[rel="stylesheet"]:not([href^="/_instep/"])').count() === 1);
    await same(page);
  },

  async 'the title of the site'(browser) {
    const page = await open(browser, MARA);
    edit('instep.yaml', 'title: Larkfield', 'title: Larkfield Payroll');
    await until('the header', async () => (await page.locator('header.site').innerText()).includes('Larkfield Payroll'));
    must('the title of the tab', (await page.title()).includes('Larkfield Payroll'));
    await same(page);
  },

  async 'a picture'(browser) {
    const page = await open(browser, MARA);
    const width = () => page.locator('img[alt="Her desk"]').first().evaluate((img) => img.naturalWidth);
    await until('the picture', async () => await width() === 8);
    writeFileSync(path('content/personas/desk.png'), png(16));
    await until('the new picture', async () => await width() === 16);
    edit(PERSONA, 'Runs payroll alone.', 'Runs payroll by herself.');
    await shows(page, 'by herself');
    must('the old picture is back', await width() === 16);
    await same(page);
    writeFileSync(path('content/personas/desk.png'), png(8));
    await until('the first picture again', async () => await width() === 8);
  },

  async 'a server that stops and starts'(browser) {
    const page = await open(browser, MARA);
    const { port } = new URL(base);
    expectTrouble = true;
    await stop();
    await until('the sign', () => page.getByText('Waiting for the preview').isVisible());
    edit(PERSONA, 'Nobody answers', 'Nobody at all answers');
    await serve(port);
    await shows(page, 'Nobody at all answers');
    await until('the sign goes', () => page.getByText('Waiting for the preview').isHidden());
    await same(page);
  },

  async 'drafts are marked, private notes are nowhere'(browser) {
    write('content/personas/runa.md', '---\nrole: Not sure yet\ndraft: true\nprivate: Told us in confidence\n---\n# Runa Holm\n');
    const home = await open(browser, '');
    await until('the draft on the home page', async () => /Runa Holm[\s\S]*draft/i.test(await home.locator('main').innerText()));
    const page = await open(browser, 'people/runa/');
    must('the draft is not marked', await page.locator('.draft').count() > 0);
    for (const where of ['', MARA, 'people/runa/']) {
      const text = await (await fetch(base + where)).text();
      must(`private in /${where}`, !text.includes('Halloran') && !text.includes('in confidence'));
    }
  },

  async 'from a statement to its line'(browser) {
    const page = await open(browser, MARA);
    const tags = page.locator('#instep-preview .instep-tags a');
    must('nothing has a source', await page.locator('main [data-source]').count() > 0);
    await page.keyboard.press('e');
    await until('tags', () => tags.count());
    const href = await tags.first().getAttribute('href');
    must(`the link is ${href}`, /^vscode:\/\/file\/[^/].*\/content\/personas\/mara\.md:\d+:\d+$/.test(href));
    must('tags widen the page', await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.keyboard.press('Escape');
    must('Escape leaves tags', await tags.count() === 0);
    await page.locator('main [data-source] > .mark').first().click();
    must('a mark shows one tag', await tags.count() === 1);
    await page.keyboard.press('Escape');
    await page.evaluate(() => addEventListener('click', (event) => {
      const link = event.target.closest?.('a[href^="vscode:"]');
      if (link) { event.preventDefault(); window.__opened = link.href; }
    }));
    await page.locator('main [data-source]').first().click({ modifiers: ['Alt'], position: { x: 30, y: 5 } });
    must('Alt and click opens nothing', /mara\.md:\d+/.test(await page.evaluate(() => window.__opened)));
    await same(page);
  },

  async 'a hidden tab gives its connection back'(browser) {
    const page = await open(browser, MARA);
    const hide = (hidden) => page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    await hide(true);
    edit(PERSONA, 'Nobody answers', 'Hardly anybody answers');
    await wait(1000);
    must('a hidden tab fetched', page.documents === 0);
    await hide(false);
    await shows(page, 'Hardly anybody answers');
    await same(page);
  },

  async 'ages stay ages'(browser) {
    const page = await open(browser, MARA);
    const age = () => page.locator('time.ago').first().innerText();
    const before = await age();
    edit(PERSONA, 'Nobody answers', 'Nobody ever answers');
    await shows(page, 'Nobody ever answers');
    must(`“${before}” became “${await age()}”`, await age() === before);
    must('the control of colours is gone', await page.locator('.scheme').isVisible());
  },

  async 'without JavaScript'(browser) {
    const page = await open(browser, MARA, { javaScriptEnabled: false });
    edit(PERSONA, 'Nobody answers', 'Nobody replies');
    await until('the new text', async () => {
      await page.reload();
      return (await page.locator('main').innerText()).includes('Nobody replies');
    });
  },
};

rmSync(work, { recursive: true, force: true });
restore();
writeFileSync(path('content/personas/desk.png'), png(8));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
await serve(0);
const chosen = Object.entries(checks).filter(([name]) => name.includes(only));
let passed = 0;
for (const [name, check] of chosen) {
  current = name;
  expectTrouble = false;
  const before = failures.length;
  try { await check(browser); } catch (error) { fail(error.message); }
  await Promise.all(browser.contexts().map((context) => context.close()));
  restore();
  const fresh = async () => (await (await fetch(`${base}${MARA}`)).text()).includes('Nobody answers on a Tuesday night');
  try { await until('the site as it was', fresh); } catch (error) { fail(error.message); }
  if (failures.length === before) passed++;
}
await browser.close();
await stop();
failures.forEach((failure) => console.error(failure));
console.log(`${passed} passed, ${chosen.length - passed} failed`);
process.exit(failures.length ? 1 : 0);
