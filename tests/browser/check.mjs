// Walks a built site in a real browser, from disk and under a sub-path of a static server.
// Usage: node check.mjs SITE_DIR [SCREENSHOT_DIR]
// Fails on: a message on the console, a request that leaves the site or finds nothing, a link that leads nowhere,
// a page that scrolls sideways at 320 or 1440 px.
import { createServer } from 'node:http';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [site, screenshots] = process.argv.slice(2).map((path) => resolve(path));
const BASE = '/team/maps/';
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.woff2': 'font/woff2', '.txt': 'text/plain' };
const failures = [];
const fail = (where, what) => failures.push(`${where}: ${what}`);

/** All pages below a folder, as paths relative to the site. */
function pages(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pages(path);
    return entry.name.endsWith('.html') ? [relative(site, path)] : [];
  });
}

/** A static server that knows nothing but files. */
function serve() {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = join(site, path.slice(BASE.length));
    const found = path.startsWith(BASE) && statSync(file, { throwIfNoEntry: false })?.isFile();
    response.writeHead(found ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(found ? readFileSync(file) : 'nothing here');
  });
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}

/** Opens every page below `root` and reports what a reader would stumble over. */
async function walk(browser, root, all) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  let current = '';
  page.on('console', (message) => fail(current, `console: ${message.text()}`));
  page.on('pageerror', (error) => fail(current, `script: ${error}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(root)) fail(current, `request to ${request.url()}`);
  });
  page.on('requestfailed', (request) => fail(current, `failed: ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400) fail(current, `${response.status()} for ${response.url()}`);
  });
  for (const path of all) {
    current = root.startsWith('file:') ? `${path} (from disk)` : path;
    await page.goto(root + path.split('/').map(encodeURIComponent).join('/'));
    await check(page, root, current);
  }
  await context.close();
}

async function check(page, root, where) {
  const links = await page.$$eval('a[href]', (anchors) => anchors.map((anchor) => anchor.href));
  for (const link of links.filter((link) => link.startsWith(root))) {
    const url = new URL(link);
    const file = join(site, decodeURIComponent(url.href.slice(root.length).split('#')[0]));
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) fail(where, `dead link ${link}`);
  }
  for (const width of [320, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) fail(where, `scrolls sideways by ${over} px at ${width}`);
  }
}

/** One picture per page and view, for whoever reviews. */
async function picture(browser, root, all) {
  mkdirSync(screenshots, { recursive: true });
  const views = [['light', 1440], ['dark', 1440], ['phone', 390], ['print', 794]];
  for (const [view, width] of views) {
    const colorScheme = view === 'dark' ? 'dark' : 'light';
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    if (view === 'print') await page.emulateMedia({ media: 'print' });
    for (const path of all) {
      await page.goto(root + path);
      const name = path.replace(/\/?index\.html$/, '').replace(/\.html$/, '').replaceAll('/', '_') || 'home';
      await page.screenshot({ path: join(screenshots, `${name}-${view}.png`), fullPage: true });
    }
    await context.close();
  }
}

const all = pages(site).sort();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const server = await serve();
await walk(browser, `${pathToFileURL(site)}/`, all);
await walk(browser, `http://127.0.0.1:${server.address().port}${BASE}`, all);
if (screenshots) await picture(browser, `${pathToFileURL(site)}/`, all);
await browser.close();
server.close();
failures.forEach((failure) => console.error(failure));
console.log(`${2 * all.length - failures.length} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
