// Walks built sites in a real browser.
// Usage: node walk.mjs SITE_DIR…       [--template NAME] only pages of one template
//
// Every page is opened from disk: no message on the console, no request that leaves the site, finds nothing or is refused.
// Of every type of page the hardest are opened under a sub-path too, and looked at in all the views below.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXPLAINED, axe } from './axe.mjs';
import { focus } from './focus.mjs';
import { contrast } from './contrast.mjs';
import { SPACING, measure } from './geometry.mjs';
import { address, inParallel, launch, pages, report, serve, templateOf } from './lib.mjs';

/** What depends on colours, and what on the room there is; the rest of axe's rules depend on neither. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
const ROOM = ['target-size', 'heading-order', 'page-has-heading-one', 'region', 'list', 'listitem', 'aria-hidden-focus', 'scrollable-region-focusable', 'td-headers-attr', 'th-has-data-cells'];

/** How a page is looked at. `axe`: which rules (true: all). `text`: size of the root. Widths in CSS px. */
const VIEWS = [
  { name: 'light 1440', width: 1440, axe: true, contrast: true, focus: true },
  { name: 'dark 1440', width: 1440, scheme: 'dark', axe: COLOURS, contrast: true },
  { name: 'more contrast 1440', width: 1440, prefers: 'more', axe: COLOURS, contrast: true },
  { name: 'forced colours 1440', width: 1440, forced: 'active', axe: ROOM, contrast: true, frames: true },
  { name: 'reduced motion 1440', width: 1440, motion: 'reduce', still: true },
  { name: '1920', width: 1920, measured: true },
  { name: '1440', width: 1440, measured: true },
  { name: '1440, text 200 %', width: 1440, text: 200, measured: true },
  { name: '1440, text spacing', width: 1440, spacing: true, measured: true },
  { name: 'light 390', width: 390, phone: true, measured: true, axe: ROOM, focus: true },
  { name: '390, text 200 %', width: 390, text: 200, measured: true },
  { name: 'dark 320, zoom 400 %', width: 320, height: 256, scale: 4, scheme: 'dark', phone: true, measured: true, axe: [...ROOM, ...COLOURS], contrast: true },
  { name: '320, text spacing', width: 320, spacing: true, measured: true },
];

/** What makes a page another type: its template and how a map is drawn. */
const typeOf = (html, path) => {
  const layout = /class="map (\w+)/.exec(html)?.[1] ?? '';
  const facet = /^(?:people|journeys|stories|hurts)\/[^/]+\/([a-z]+)\/index/.exec(path)?.[1] ?? '';
  return [templateOf(html), layout, facet].filter(Boolean).join(' ');
};

/** Of every type the heaviest page, the lightest if it is another kind of page, and one in each other language. */
function hardest(site, all) {
  const types = new Map();
  for (const path of all) {
    const html = readFileSync(join(site, path), 'utf8');
    const type = typeOf(html, path);
    types.set(type, [...(types.get(type) ?? []), { path, type, size: html.length, language: /<html lang="([^"]*)"/.exec(html)?.[1] }]);
  }
  return [...types.values()].flatMap((found) => {
    found.sort((a, b) => b.size - a.size);
    const languages = found.filter((page, index) => found.findIndex(({ language }) => language === page.language) === index);
    const light = found.filter(({ size }, n) => n === found.length - 1 && size < found[0].size * 0.7);
    return [...new Set([found[0], ...light, ...languages])];
  });
}

/** Animations and transitions that run longer than an instant. */
const moves = () => [...document.querySelectorAll('*')].filter((element) => {
  const { transitionDuration, animationName } = getComputedStyle(element);
  return animationName !== 'none' || transitionDuration.split(',').some((time) => parseFloat(time) > 0.001);
}).map((element) => `${element.localName}.${element.className} moves`).slice(0, 3);

/** Shows an open page in a view; gives how to undo what has to be undone. */
async function show(page, devtools, view) {
  await devtools.send('Emulation.setDeviceMetricsOverride', { width: view.width, height: view.height ?? 900, deviceScaleFactor: view.scale ?? 1, mobile: false });
  await page.emulateMedia({ colorScheme: view.scheme ?? 'light', forcedColors: view.forced ?? 'none', reducedMotion: view.motion ?? 'no-preference', contrast: view.prefers ?? 'no-preference' });
  await page.evaluate(([text, spacing]) => {
    const sheet = (globalThis.checkSheet ??= new CSSStyleSheet());
    sheet.replaceSync(`${text ? `:root { font-size: ${text}% !important; }` : ''} ${spacing}`);
    document.adoptedStyleSheets = [sheet];
    // What an earlier view has scrolled to would lie under the headings that stay.
    document.querySelectorAll('.scroll').forEach((region) => region.scrollTo(0, 0));
    return document.fonts.ready.then(() => true);
  }, [view.text, view.spacing ? SPACING : '']);
}

/** Looks at one page in all views. `folded`: what opens on request is opened first. */
async function look(page, devtools, fail) {
  for (const view of VIEWS) {
    await show(page, devtools, view);
    const found = [];
    if (view.measured) found.push(...(await page.evaluate(measure, { phone: Boolean(view.phone) })));
    if (view.axe) found.push(...(await axe(page, view.axe === true ? null : view.axe)));
    if (view.still) found.push(...(await page.evaluate(moves)));
    if (view.contrast) found.push(...(await page.evaluate(contrast, view)));
    if (view.focus) found.push(...(await focus(page)));
    found.forEach((what) => fail(view.name, what));
  }
}

/** A page that reports what a reader would never see: messages, and requests that go wrong. */
async function listened(context, fail, now) {
  const page = await context.newPage();
  page.on('console', (message) => fail(now.where, `console: ${message.text()}`));
  page.on('pageerror', (error) => fail(now.where, `script: ${error}`));
  page.on('request', (request) => now.roots.some((root) => request.url().startsWith(root)) || fail(now.where, `request to ${request.url()}`));
  page.on('requestfailed', (request) => fail(now.where, `failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() < 400 || fail(now.where, `${response.status()} for ${response.url()}`));
  return page;
}

const folders = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const only = /--template[= ]([\w -]+)/.exec(process.argv.slice(2).join(' '))?.[1];

await report('walk', async (fail) => {
  const browser = await launch();
  const counts = { pages: 0, looked: 0 };
  for (const folder of folders.filter((folder) => folder !== only)) {
    const site = resolve(folder);
    const name = basename(site) === 'public' ? basename(dirname(site)) : basename(site);
    const server = await serve(site);
    const roots = [`${pathToFileURL(site)}/`, server.root];
    let all = pages(site);
    if (only) all = all.filter((path) => typeOf(readFileSync(join(site, path), 'utf8'), path).startsWith(only));
    const chosen = new Map(hardest(site, all).map((page) => [page.path, page]));
    await inParallel([0, 1], async (part) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const now = { where: '', roots };
      const page = await listened(context, fail, now);
      const devtools = await context.newCDPSession(page);
      // A view that is left behind on one page would be the first of the next.
      const plain = { width: 1440 };
      const shared = all.filter((_, index) => index % 2 === part);
      // One root after the other: to go from a disk to a server and back costs the browser a process each time.
      const [disk, web] = roots;
      for (const [root, path] of [...shared.map((path) => [disk, path]), ...shared.filter((path) => chosen.has(path)).map((path) => [web, path])]) {
        now.where = `${name}/${path}`;
        await page.goto(address(root, path));
        counts.pages += 1;
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (sideways > 0) fail(`${now.where} (1440)`, `the page scrolls sideways by ${sideways} px`);
        if (root === web || !chosen.has(path)) continue;
        counts.looked += 1;
        await look(page, devtools, (view, what) => fail(`${name}/${path} (${view})`, what));
        await show(page, devtools, plain);
      }
      await context.close();
    });
    server.stop();
  }
  await browser.close();
  for (const entry of EXPLAINED.filter(({ used }) => !used && !only)) fail('incomplete.json', `explains what axe does not ask any more: ${entry.rule}, ${entry.where}`);
  return `${counts.pages} pages opened, ${counts.looked} in ${VIEWS.length} views`;
});
