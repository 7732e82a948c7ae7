// What all checks of a built site share: its pages, a server that knows nothing but files, a browser, and a list of
// what was found.
import { createServer } from 'node:http';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The sub-path that sites are served under: no page may think that it stands at the root of a server. */
export const BASE = '/team/maps/';
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.avif': 'image/avif',
  '.woff2': 'font/woff2', '.txt': 'text/plain', '.xml': 'application/xml', '.atom': 'application/atom+xml',
};
const PACKED = new Set(['.html', '.css', '.js', '.json', '.svg', '.txt', '.xml', '.atom']);

/** All pages of a site, as paths relative to it, in order. */
export const pages = (site) => readdirSync(site, { recursive: true }).filter((path) => path.endsWith('.html')).sort();

/** Which template made a page: the class of its body says so. */
export const templateOf = (html) => /<body class="page-([\w-]+)/.exec(html)?.[1] ?? 'other';

/** The address of a page below a root. */
export const address = (root, path) => root + path.split('/').map(encodeURIComponent).join('/');

/** Serves the files of a folder under `BASE`, packed as a server would; gives the root's address and a way to stop. */
export function serve(site) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = join(site, path.slice(BASE.length));
    if (!path.startsWith(BASE) || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here');
      return;
    }
    const type = extname(file);
    const headers = { 'content-type': TYPES[type] ?? 'application/octet-stream' };
    if (!PACKED.has(type)) response.writeHead(200, headers).end(readFileSync(file));
    else response.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).end(gzipSync(readFileSync(file)));
  });
  return new Promise((ready) => {
    server.listen(0, '127.0.0.1', () => ready({ root: `http://127.0.0.1:${server.address().port}${BASE}`, stop: () => server.close() }));
  });
}

/** Debian's Chromium, quiet; the driver is loaded here, for checks that need no browser need no driver either. */
export async function launch() {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Does `work` for everything in `items`, a few at a time, in their order. */
export async function inParallel(items, work, workers = 2) {
  const queue = items.entries();
  await Promise.all(Array.from({ length: workers }, async (_, worker) => {
    for (const [index, item] of queue) await work(item, index, worker);
  }));
}

/** Runs a check, prints what it found, and ends the process with 1 if that is anything. */
export async function report(name, check) {
  const found = new Map();
  const fail = (where, what) => {
    // Told at once, for whoever waits; all places of it at the end.
    if (!found.has(what)) console.error(`… ${where}: ${what}`);
    found.set(what, [...(found.get(what) ?? []), where]);
  };
  const started = performance.now();
  const done = await check(fail);
  if (found.size) console.error(`\n${name}:`);
  for (const [what, places] of found) {
    const more = places.length > 3 ? ` and ${places.length - 3} more` : '';
    console.error(`${places.slice(0, 3).join(', ')}${more}: ${what}`);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${name}: ${found.size ? `${found.size} failures` : 'holds'}${done ? ` (${done})` : ''}, ${seconds} s`);
  process.exit(found.size ? 1 : 0);
}
