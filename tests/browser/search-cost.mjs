// What a search costs: bytes until the first result, and milliseconds for each further letter.
// Usage: node search-cost.mjs SITE QUERY…     (a built site, such as one that `cargo bench --bench build -- 10000 --write` wrote)
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [site, ...queries] = process.argv.slice(2);
const root = `${pathToFileURL(resolve(site))}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
console.log('query             kB first  files   ms for each letter (median, worst)   first hit');
for (const query of queries) {
  const page = await browser.newPage();
  let bytes = 0, files = 0;
  await page.goto(`${root}index.html`);
  page.on('request', (request) => { bytes += readFileSync(fileURLToPath(request.url().split('?')[0])).length; files++; });
  await page.keyboard.press('/');
  await page.waitForSelector('.search-dialog input');
  const ask = (text) => page.evaluate(async (text) => {
    const input = document.querySelector('.search-dialog input'), list = document.querySelector('.search-dialog ul');
    const begin = performance.now();
    await new Promise((done) => {
      new MutationObserver((_, observer) => { observer.disconnect(); done(); }).observe(document.querySelector('.search-dialog'), { childList: true, subtree: true, attributes: true });
      input.value = text;
      input.dispatchEvent(new Event('input'));
    });
    return [performance.now() - begin, list.firstElementChild?.textContent ?? ''];
  }, text);
  await ask(query);
  const [first, count] = [bytes, files];
  // Once more, letter by letter, with what is loaded by then.
  for (let n = 2; n <= query.length; n++) await ask(query.slice(0, n));
  const times = [];
  let hit = '';
  for (let n = 2; n <= query.length; n++) { const [ms, text] = await ask(query.slice(0, n)); times.push(ms); hit = text; }
  times.sort((a, b) => a - b);
  console.log(`${query.padEnd(18)}${(first / 1000).toFixed(0).padStart(8)}${String(count).padStart(7)}   ${times[times.length >> 1]?.toFixed(1)}, ${times.at(-1)?.toFixed(1)}   ${hit.slice(0, 60)}`);
  await page.close();
}
await browser.close();
