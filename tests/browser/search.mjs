// Searches sites in a real browser, from disk and over HTTP: languages, mistakes, keys, filters, what is loaded.
// Usage: node search.mjs INSTEP EXAMPLE_SITE
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [instep, example] = process.argv.slice(2).map((path) => resolve(path));
const BASE = '/team/maps/';
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };
let passed = 0;
const failures = [];
const check = (what, ok, found = '') => { if (ok) passed++; else failures.push(`${what}: ${JSON.stringify(found)}`); };

// What is written in each language, what is typed, and what has to be found first.
const LANGUAGES = {
  en: [['“I was invoicing until midnight.”', ['invoic', 'invoices', 'midnihgt', 'imdnight', 'until midnight']]],
  de: [['„Die Häuser wären größer, sagt der Straßenmeister.“', ['Haus', 'hauser', 'strasse', 'grösser', 'strassenmiester']]],
  fr: [['« L’écran s’éteint pendant que je vérifie. »', ['ecran', 'écran', 'verifier', 'vérifei']]],
  es: [['«Mañana pagaré las nóminas.»', ['nomina', 'manana', 'nóminas', 'noimnas']]],
  pt: [['“As informações chegam tarde demais.”', ['informacao', 'informações', 'informacoes', 'infromações']]],
  ja: [['「深夜0時に締め切られました。」', ['深夜', '締め切', '深夜0時']]],
  zh: [['“我总是在会议之后才知道。”', ['会议', '知道', '会议之后']]],
};

// What is typed on the example site, and what has to be found first: beginnings, mistakes, accents, forms, two words.
const EXAMPLE = [
  ['odile', 'Odile Brannigan'], ['Branigan', 'Odile Brannigan'], ['afraid', 'I’m not afraid of the dark'],
  ['arfaid', 'I’m not afraid of the dark'], ['fährt', 'Das Cello fährt mit'], ['fahrt', 'Das Cello fährt mit'],
  ['faehrt', 'Das Cello fährt mit'], ['wracam', 'Wychodzę z domu po ciemku'], ['wet hands', 'Cancels with wet hands'],
  ['refun', 'A way back to a refund'], ['reading gruop', 'Dilys goes to the reading group'],
  ['kebab place', 'The kebab place, till midnight'], ['notices', 'When you moved the post'], ['paying twice', 'Am I paying twice?|Now I’m nervous'],
];

function server(site) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = join(site, path.slice(BASE.length));
    const found = path.startsWith(BASE) && statSync(file, { throwIfNoEntry: false })?.isFile();
    response.writeHead(found ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(found ? readFileSync(file) : 'nothing here');
  });
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}

const temp = mkdtempSync(join(tmpdir(), 'instep-search-'));
/** A site in one language: what is searched for among other words. */
function build(language, quotes) {
  const root = join(temp, language);
  const put = (path, text) => { mkdirSync(dirname(join(root, path)), { recursive: true }); writeFileSync(join(root, path), text); };
  put('instep.yaml', `title: Test\nlanguage: ${language}\ncontent: content\n`);
  put('content/sessions/int-1.md', `---\ntype: interview\nparticipants: [P01]\npersonas: [mara]\n---\n# One\n\n## Transcript\n${quotes.map((quote) => `**P01:** ${quote}\n`).join('\n')}`);
  put('content/personas/mara.md', `# Mara Lindqvist\n\n## Quotes\n${quotes.map((quote) => `- ${quote} [[int-1]]\n`).join('')}\n## Goals\n- Leave at five\n`);
  execFileSync(instep, ['build', '-C', root, '-o', join(root, 'public'), '-q']);
  return join(root, 'public');
}

async function fresh(browser, root, path = 'index.html', options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.asked = [];
  page.on('console', (message) => failures.push(`${root}: console: ${message.text()}`));
  page.on('pageerror', (error) => failures.push(`${root}: script: ${error}`));
  page.on('request', (request) => {
    page.asked.push(request.url());
    if (!request.url().startsWith(root)) failures.push(`request to ${request.url()}`);
  });
  await page.goto(root + path);
  return page;
}

const box = '.search-dialog input';
/** Does something that asks anew, and waits for the answer. */
async function answered(page, act) {
  const answer = page.evaluate(() => new Promise((done) => {
    document.querySelector('.search-dialog').addEventListener('answer', () => done(), { once: true });
  }));
  await act();
  await answer;
}
async function type(page, text) {
  await answered(page, () => page.fill(box, text));
  return page.$$eval('.search-dialog [role=option] .what > :first-child', (all) => all.map((one) => one.textContent));
}

async function languages(browser) {
  for (const [language, cases] of Object.entries(LANGUAGES)) {
    const site = build(language, cases.map(([quote]) => quote));
    const page = await fresh(browser, `${pathToFileURL(site)}/`);
    await page.keyboard.press('/');
    await page.waitForSelector(box);
    for (const [quote, queries] of cases) {
      const bare = quote.replace(/[“”„«»「」]/g, '').trim();
      for (const query of queries) {
        const found = await type(page, query);
        check(`${language}: ${query}`, found[0]?.replace(/[“”„«»「」]/g, '').trim() === bare, found);
      }
      check(`${language}: something is marked`, await page.$$eval('.search-dialog mark', (all) => all.length) > 0);
    }
    await page.context().close();
  }
}

async function keys(browser, root) {
  const page = await fresh(browser, root);
  check('nothing is loaded before search is wanted', !page.asked.some((url) => url.includes('search')), page.asked);
  await page.focus('form.search button');
  await page.keyboard.press('Enter');
  await page.waitForSelector(box);
  const found = await type(page, 'the');
  check('at most eight', found.length > 0 && found.length <= 8, found);
  const active = () => page.evaluate(() => [document.activeElement.getAttribute('aria-activedescendant'), document.activeElement.getAttribute('role')]);
  check('the first is selected', (await active())[0] === 'search-0', await active());
  await page.keyboard.press('ArrowDown');
  check('down', (await active()).join() === 'search-1,combobox', await active());
  await page.keyboard.press('End');
  check('end', (await active())[0] === `search-${found.length - 1}`, await active());
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  check('up goes round', (await active())[0] === `search-${found.length - 1}`, await active());
  const chosen = async (name, value) => {
    await answered(page, () => page.selectOption(`.search-dialog select[name=${name}]`, value));
    return page.$$eval('.search-dialog .what', (all) => all.map((one) => one.textContent));
  };
  for (const [name, value, word] of [['kinds', '#story', 'Story'], ['people', '@bram', 'Bram'], ['states', '=confirmed', 'Confirmed']]) {
    const found = await chosen(name, value);
    check(`chosen by ${name}`, found.length > 0 && found.every((text) => text.includes(word)), found);
    await chosen(name, '');
  }
  await type(page, 'qqxxzzy');
  check('nothing is said warmly', (await page.textContent('.search-dialog [role=status]')).startsWith('No customer has said this.'), await page.textContent('.search-dialog [role=status]'));
  const add = await page.$eval('.search-dialog [role=status] a', (link) => link.href);
  const other = await page.context().newPage();
  check('the link to add it leads to a page', await other.goto(add).then((answer) => !answer || answer.ok(), () => false), add);
  await other.close();
  await page.focus(box);
  await page.keyboard.press('Escape');
  check('focus returns', await page.evaluate(() => document.activeElement.matches('form.search button')));
  await page.keyboard.press('/');
  await page.waitForSelector('.search-dialog[open]');
  await type(page, 'the');
  const href = await page.getAttribute('.search-dialog [aria-selected=true]', 'data-href');
  await page.keyboard.press('Enter');
  await page.waitForURL(href);
  const fragment = new URL(href).hash.slice(1);
  check('the place is there', !fragment || await page.evaluate((id) => !!document.getElementById(id), decodeURIComponent(fragment)), href);
  await page.context().close();
  const results = await fresh(browser, root, 'search/index.html?q=the');
  await results.waitForSelector('ol.found li');
  check('results on the page', await results.$$eval('ol.found li', (all) => all.length) > 3);
  await results.fill('.search-page input', 'midnight');
  await results.waitForURL((url) => url.searchParams.get('q') === 'midnight');
  check('what was asked is in the address, and marked', await results.$eval('ol.found mark', (mark) => mark.textContent) === 'midnight');
  await results.context().close();
  const plain = await fresh(browser, root, 'index.html', { javaScriptEnabled: false });
  await plain.click('form.search button');
  check('without script the list opens', plain.url().includes('search/index.html'), plain.url());
  await plain.context().close();
}

async function queries(browser, root) {
  const page = await fresh(browser, root, 'search/index.html');
  await page.keyboard.press('/');
  await page.waitForSelector(box);
  for (const [query, expected] of EXAMPLE) {
    const [first] = await type(page, query);
    check(`example: ${query}`, expected.split('|').some((begin) => first?.startsWith(begin)), first);
  }
  await page.context().close();
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'] });
const http = await server(example);
await keys(browser, `${pathToFileURL(example)}/`);
await queries(browser, `${pathToFileURL(example)}/`);
await keys(browser, `http://127.0.0.1:${http.address().port}${BASE}`);
await languages(browser);
await browser.close();
http.close();
rmSync(temp, { recursive: true });
failures.forEach((failure) => console.error(failure));
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
