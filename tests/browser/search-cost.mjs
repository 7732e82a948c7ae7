// What a search costs. Held: the bytes until the first result, from nothing loaded. Only measured: milliseconds for each
// further letter, and the size of the index.
// Usage: node search-cost.mjs SITE [QUERY…]     without queries, the most frequent and the rarest beginnings of the site
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { launch, report } from './lib.mjs';

/** Bytes as they are on disk, script included: from `file://` nothing is packed. */
const BUDGET = 300 * 1000;
const BEGINNING = 3;

const [site, ...asked] = process.argv.slice(2);
const root = `${pathToFileURL(resolve(site))}/`;
const folder = join(site, 'assets/search');
const data = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8').replace(/^instepSearch\("[^"]*", |\);\s*$/g, ''));
const kb = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

/** The beginnings that most words have, those that the most entries have, the rarest, and one with a mistake. */
function beginnings() {
  const terms = readdirSync(folder).filter((name) => /^t\d+\.js$/.test(name)).flatMap(data).filter(([text]) => /^\p{L}{4,}$/u.test(text));
  const found = new Map();
  for (const [text, entries] of terms) {
    const beginning = [...text].slice(0, BEGINNING).join('');
    const [words, most] = found.get(beginning) ?? [0, 0];
    found.set(beginning, [words + 1, most + entries]);
  }
  const by = (at) => [...found].sort((a, b) => b[1][at] - a[1][at]).map(([beginning]) => beginning);
  const longest = terms.map(([text]) => text).reduce((a, b) => (b.length > a.length && b.length < 15 ? b : a), '');
  return [...new Set([...by(0).slice(0, 3), ...by(1).slice(0, 5), ...by(1).slice(-3), longest.slice(0, 2) + 'q' + longest.slice(3)])];
}

function size() {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  const entries = data('index.js').total;
  const packed = files.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0);
  const all = files.reduce((sum, bytes) => sum + bytes.length, 0);
  return `index: ${files.length} files, ${kb(all)}, ${kb(packed)} after gzip; ${entries} entries, ${kb(packed / entries * 1000)} for 1,000`;
}

async function cost(browser, query) {
  const page = await browser.newPage();
  let bytes = 0, files = 0;
  await page.goto(`${root}index.html`);
  page.on('request', (request) => { bytes += readFileSync(fileURLToPath(request.url().split('?')[0])).length; files++; });
  await page.keyboard.press('/');
  await page.waitForSelector('.search-dialog input');
  const ask = (text) => page.evaluate((text) => new Promise((done) => {
    const dialog = document.querySelector('.search-dialog'), input = dialog.querySelector('input');
    const begin = performance.now();
    dialog.addEventListener('answer', () => done([performance.now() - begin, dialog.querySelector('.what')?.textContent ?? '']), { once: true });
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }), text);
  const [, hit] = await ask(query);
  const first = [bytes, files];
  // Once to load what the shorter beginnings need, and once more to measure.
  const letters = Array.from({ length: [...query].length - 1 }, (_, n) => [...query].slice(0, n + 2).join(''));
  for (const text of letters) await ask(text);
  const times = [];
  for (const text of letters) times.push((await ask(text))[0]);
  await page.close();
  return { bytes: first[0], files: first[1], times: times.sort((a, b) => a - b), hit };
}

report('search cost', async (fail) => {
  const browser = await launch();
  console.log(size());
  console.log('| typed | loaded | files | ms a letter, median | worst | first hit |\n|---|---|---|---|---|---|');
  for (const query of asked.length ? asked : beginnings()) {
    const { bytes, files, times, hit } = await cost(browser, query);
    if (bytes > BUDGET) fail(query, `${kb(bytes)} until the first result, budget ${kb(BUDGET)}`);
    if (!hit && query.length <= BEGINNING) fail(query, 'nothing is found');
    console.log(`| ${query} | ${kb(bytes)} | ${files} | ${times[times.length >> 1]?.toFixed(1)} | ${times.at(-1)?.toFixed(1)} | ${hit.slice(0, 50)} |`);
  }
  await browser.close();
});
