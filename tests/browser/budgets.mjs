// What a page may weigh (DESIGN: a phone on a slow line reads it within a second).
// Usage: node budgets.mjs SITE_DIR…        fails where a page is over a budget, and names the worst of each kind
//
// Counted here is what can be counted without a browser: the bytes of every page, and its elements. What a first view
// loads is counted in the browser, by `first.mjs`.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pages, report, templateOf } from './lib.mjs';

const KB = 1024;
/** Bytes after gzip, fonts as they are. `elements` is for a page with up to 60 statements. */
export const BUDGET = { html: 15 * KB, css: 12 * KB, script: 3 * KB, search: 5 * KB, fonts: 50 * KB, elements: 1500 };
const STATEMENTS = 60;

const packed = (bytes) => gzipSync(bytes).length;
const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
const files = (folder, ending) => readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(ending)).sort();

/** What one page weighs: bytes after gzip, elements, style sheets, statements. */
function weigh(site, path) {
  const html = readFileSync(join(site, path), 'utf8');
  return {
    path,
    template: templateOf(html),
    html: packed(html),
    elements: (html.match(/<[a-z]/g) ?? []).length,
    sheets: (html.match(/<link rel="stylesheet"/g) ?? []).length,
    statements: (html.match(/class="statement /g) ?? []).length,
  };
}

/** The pages of one template: how many there are, how many are too heavy, and the heaviest. */
function byTemplate(all) {
  const rows = new Map();
  for (const page of all) {
    const row = rows.get(page.template) ?? { template: page.template, pages: 0, over: 0, worst: page, most: page };
    row.pages += 1;
    if (page.html > BUDGET.html) row.over += 1;
    if (page.html > row.worst.html) row.worst = page;
    if (page.elements > row.most.elements) row.most = page;
    rows.set(page.template, row);
  }
  return [...rows.values()].sort((a, b) => b.worst.html - a.worst.html);
}

function budgets(site, fail) {
  const all = pages(site).map((path) => weigh(site, path));
  for (const page of all) {
    if (page.html > BUDGET.html) fail(page.path, `${kb(page.html)} of HTML after gzip, budget ${kb(BUDGET.html)}`);
    const elements = BUDGET.elements * Math.max(1, page.statements / STATEMENTS);
    if (page.elements > elements) fail(page.path, `${page.elements} elements, budget ${Math.floor(elements)}`);
  }
  const sum = (paths) => paths.reduce((total, path) => total + packed(readFileSync(join(site, path))), 0);
  // A page links one sheet, so each has to keep the budget by itself.
  const sheets = files(site, '.css').map((path) => ({ path, size: sum([path]) }));
  for (const { path, size } of sheets) if (size > BUDGET.css) fail(path, `${kb(size)} after gzip, budget ${kb(BUDGET.css)}`);
  // A display has a second one, of its own, by which it turns.
  const allowed = ({ path }) => (/^wall\/(?!.*slides\/)/.test(path) ? 2 : 1);
  for (const page of all) if (page.sheets !== allowed(page)) fail(page.path, `${page.sheets} style sheets instead of ${allowed(page)}`);
  const scripts = files(join(site, 'assets'), '.js').map((path) => join('assets', path));
  const search = sum(scripts.filter((path) => /search[^/]*\.js$/.test(path)));
  // What only some pages load is read there in the place of the other.
  const own = scripts.filter((path) => /\/(wall|sheet)-[0-9a-f]+\.js$/.test(path));
  for (const path of own) if (sum([path]) > BUDGET.script) fail(path, `${kb(sum([path]))} after gzip, budget ${kb(BUDGET.script)}`);
  const rest = sum(scripts.filter((path) => !/search/.test(path) && !own.includes(path)));
  if (search > BUDGET.search) fail('search script', `${kb(search)} after gzip, budget ${kb(BUDGET.search)}`);
  if (rest > BUDGET.script) fail('script', `${kb(rest)} after gzip, budget ${kb(BUDGET.script)}`);
  console.log(`${site}: heaviest of ${sheets.length} style sheets ${kb(Math.max(...sheets.map(({ size }) => size)))}, script ${kb(rest)}, search ${kb(search)}`);
  console.log('| template | pages | over | heaviest | HTML gzip | most elements | elements |\n|---|---|---|---|---|---|---|');
  for (const row of byTemplate(all)) {
    console.log(`| ${row.template} | ${row.pages} | ${row.over} | ${row.worst.path} | ${kb(row.worst.html)} | ${row.most.path} | ${row.most.elements} |`);
  }
}

report('budgets', (fail) => process.argv.slice(2).map((site) => resolve(site)).forEach((site) => budgets(site, fail)));
