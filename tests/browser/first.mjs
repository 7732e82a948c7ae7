// What a first visit loads, and whether anything jumps while it does.
// Usage: node first.mjs SITE_DIR           fails over a budget
//        node first.mjs SITE_DIR --times   prints how fast it is on a slow phone; times depend on the machine, so nothing
//                                          is held against them
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { address, launch, pages, report, serve, templateOf } from './lib.mjs';

const KB = 1024;
/**
 * `shift`: what jumps, on average over the pages. Where a line of the stand-in font breaks elsewhere than that of the font itself
 * (their letters have the same widths only on average), a page may jump a little once: `jump` is the most.
 */
const BUDGET = { bytes: 120 * KB, requests: 7, fonts: 50 * KB, shift: 0.01, jump: 0.05 };
/** A name such as Łukasz needs a file more for each face: that is meant, and is not part of what a Latin page may load. */
const EXTENDED = { fonts: 33 * KB, requests: 3 };
const LATIN = /^[\u0000-\u00ff\u0131\u0152\u0153\u02bb\u02bc\u02c6\u02da\u02dc\u0304\u0308\u0329\u2000-\u206f\u20ac\u2122\u2191\u2193\u2212\u2215]*$/;
/** A phone on a slow line: 1.6 Mbit/s, 150 ms, a processor four times slower. */
const SLOW = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8), uploadThroughput: (0.75e6 / 8) };

/** Watches for what was painted last, what moved, and what kept the page from answering. Runs before the page does. */
function watch() {
  globalThis.seen = { largest: 0, shift: 0, blocked: 0 };
  const on = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  on('largest-contentful-paint', ({ startTime }) => { globalThis.seen.largest = startTime; });
  on('layout-shift', ({ value, hadRecentInput }) => { if (!hadRecentInput) globalThis.seen.shift += value; });
  on('longtask', ({ duration }) => { globalThis.seen.blocked += Math.max(0, duration - 50); });
}

/** Loads a page as if for the first time. Bytes are those on the wire, headers aside. */
async function visit(browser, url, slow) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  if (slow) {
    await devtools.send('Network.emulateNetworkConditions', SLOW);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  }
  const loaded = [];
  const waiting = [];
  page.on('response', (response) => waiting.push(response.request().sizes().then(({ responseBodySize }) => loaded.push({ url: response.url(), bytes: responseBodySize }), () => {})));
  await page.addInitScript(watch);
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))));
  await Promise.all(waiting);
  const seen = await page.evaluate(() => ({ ...globalThis.seen, text: document.body.innerText }));
  await context.close();
  const bytes = (of) => of.reduce((sum, each) => sum + each.bytes, 0);
  return { ...seen, requests: loaded.length, bytes: bytes(loaded), fonts: bytes(loaded.filter((each) => each.url.endsWith('.woff2'))), more: LATIN.test(seen.text) ? { fonts: 0, requests: 0 } : EXTENDED };
}

/** The heaviest page of each template. */
function heaviest(site) {
  const found = new Map();
  for (const path of pages(site)) {
    const html = readFileSync(join(site, path), 'utf8');
    const [template, size] = [templateOf(html), html.length];
    if (!(found.get(template)?.size > size)) found.set(template, { path, size });
  }
  return [...found].sort().map(([template, { path }]) => ({ template, path }));
}

await report('first view', async (fail) => {
  const site = resolve(process.argv[2]);
  const times = process.argv.includes('--times');
  const browser = await launch();
  const server = await serve(site);
  const chosen = heaviest(site);
  const shifts = [];
  if (times) console.log('| template | LCP ms | TBT ms | CLS | KB | requests |\n|---|---|---|---|---|---|');
  for (const { template, path } of chosen) {
    const seen = await visit(browser, address(server.root, path), times);
    const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
    if (times) console.log(`| ${template} | ${Math.round(seen.largest)} | ${Math.round(seen.blocked)} | ${seen.shift.toFixed(3)} | ${(seen.bytes / KB).toFixed(1)} | ${seen.requests} |`);
    if (times) continue;
    if (seen.bytes > BUDGET.bytes) fail(path, `a first visit loads ${kb(seen.bytes)}, budget ${kb(BUDGET.bytes)}`);
    if (seen.fonts > BUDGET.fonts + seen.more.fonts) fail(path, `${kb(seen.fonts)} of fonts, budget ${kb(BUDGET.fonts)}`);
    if (seen.requests > BUDGET.requests + seen.more.requests) fail(path, `${seen.requests} requests, budget ${BUDGET.requests}`);
    if (seen.shift > BUDGET.jump) fail(path, `the layout shifts by ${seen.shift.toFixed(3)} while the page loads, budget ${BUDGET.jump}`);
    shifts.push(seen.shift);
  }
  const mean = shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length;
  if (mean > BUDGET.shift) fail('all', `the layout shifts by ${mean.toFixed(3)} on average, budget ${BUDGET.shift}`);
  await browser.close();
  server.stop();
  return `${chosen.length} templates of ${basename(site)}`;
});
