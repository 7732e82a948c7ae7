// A site without JavaScript, and without anything but its text.
// Usage: node plain.mjs SITE_DIR
//
// Without JavaScript every link leads on, everything that opens opens, dates are dates, and tables stay tables on a phone. In a text browser a map is read
// in its order, and each of its statements begins with how sure we are.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { address, launch, pages, report, templateOf } from './lib.mjs';

const STATES = ['Confirmed', 'Heard', 'Guess', 'Disputed'];
/** The parts in the order in which they are read; a map that did not keep two apart has both in one. */
const PARTS = ['says', 'says_does', 'thinks', 'thinks_feels', 'does', 'feels', 'pains', 'gains'];

/** What a page without JavaScript still owes its reader. Runs in the page. */
function owed() {
  const found = [];
  for (const details of document.querySelectorAll('details')) {
    if (!details.querySelector('summary').checkVisibility()) continue;
    details.querySelector('summary').click();
    const first = details.matches('.menu') ? details.nextElementSibling : details.querySelector('summary').nextElementSibling;
    if (!details.open || !first?.checkVisibility()) found.push(`“${details.textContent.trim().slice(0, 30)}” does not open`);
  }
  for (const time of document.querySelectorAll('time')) {
    if (!/\d/.test(time.textContent) || /\bago\b|yesterday/.test(time.textContent)) found.push(`“${time.textContent}” is no date`);
  }
  for (const control of document.querySelectorAll('button, input, select, textarea')) {
    const helped = control.closest('form[action], details, summary');
    if (!control.checkVisibility() || helped) continue;
    // What is ticked may work by the style sheet alone; then something else is to be seen.
    const before = document.querySelector('main').innerText;
    if (control.type === 'checkbox' || control.type === 'radio') control.click();
    const acts = document.querySelector('main').innerText !== before;
    if (acts && control.type === 'checkbox') control.click();
    if (!acts) found.push(`${control.localName} “${control.textContent || control.name}” can do nothing without a script`);
  }
  return found;
}

/** A table whose rows have become blocks is still a table for whoever listens. */
async function asTables(page, devtools) {
  const shown = await page.evaluate(() => [...document.querySelectorAll('main tr')].filter((row) => row.checkVisibility()).length);
  const { nodes } = await devtools.send('Accessibility.getFullAXTree');
  const heard = nodes.filter(({ role, ignored }) => role?.value === 'row' && !ignored).length;
  return heard < shown ? [`${shown} rows are shown, ${heard} are told as rows`] : [];
}

async function withoutScript(browser, site, all, fail) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 900 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const types = new Map();
  for (const path of all) types.set(templateOf(readFileSync(join(site, path), 'utf8')), path);
  for (const path of types.values()) {
    await page.goto(address(`${pathToFileURL(site)}/`, path));
    (await page.evaluate(owed)).forEach((what) => fail(`${path} without JavaScript`, what));
    (await asTables(page, devtools)).forEach((what) => fail(`${path} at 390 px`, what));
  }
  // From the front page to a person, to their map, and back: by links alone.
  await page.goto(`${pathToFileURL(site)}/index.html`);
  for (const link of ['main a[href*="people/"]', 'main a[href*="/map/"], a[href*="map/"]', 'header.site a.home']) {
    const before = page.url();
    await page.locator(link).first().click();
    if (page.url() === before) fail(`${before} without JavaScript`, `${link} leads nowhere`);
  }
  await context.close();
  return types.size;
}

/** The lines of a page in w3m. */
const inText = (site, path) => execFileSync('w3m', ['-dump', '-cols', '100', '-T', 'text/html', '-I', 'UTF-8', '-O', 'UTF-8', join(site, path)], { encoding: 'utf8' }).split('\n').map((line) => line.trim()).filter(Boolean);

function asText(site, path, fail) {
  const html = readFileSync(join(site, path), 'utf8');
  const lines = inText(site, path);
  const title = /<h1[^>]*>([^<]*)/.exec(html)?.[1].trim();
  const bare = (line) => line.replace(/^[*•·]\s*/, '');
  const situation = /<div class="under">\s*<p>([^<]{1,30})/.exec(html)?.[1].trim();
  const places = [
    ['the heading', (line) => line === title],
    ['the situation', (line) => !situation || line.startsWith(situation)],
    ['the legend', (line) => bare(line) === STATES[0]],
  ];
  const headings = new Map([...html.matchAll(/<h2[^>]* id="part-(\w+)"[^>]*>(.*?)<\/h2>/gs)].map(([, part, inner]) => [part, inner.replace(/<[^>]*>/g, '').trim()]));
  const parts = PARTS.filter((part) => headings.has(part)).map((part) => headings.get(part));
  if (parts.length < 4) fail(`${path} in w3m`, `only ${parts.length} parts have a heading`);
  let at = -1;
  for (const [name, is] of [...places, ...parts.map((part) => [part, (line) => line === part])]) {
    const next = lines.findIndex((line, n) => n > at && is(line));
    if (next < 0) fail(`${path} in w3m`, `${name} does not come after what comes before it`);
    else at = next;
  }
  const statements = [...html.matchAll(/<li id="s-[^"]*" class="statement (\w+)"/g)].length;
  const begun = lines.filter((line) => new RegExp(`^[*•·]?\\s*(${STATES.join('|')}):`).test(line)).length;
  if (statements === 0) fail(`${path} in w3m`, 'there is no statement to read');
  if (begun !== statements) fail(`${path} in w3m`, `${begun} of ${statements} statements begin with how sure we are`);
}

await report('plain', async (fail) => {
  const site = resolve(process.argv[2]);
  const all = pages(site);
  const browser = await launch();
  const types = await withoutScript(browser, site, all, fail);
  await browser.close();
  const maps = all.filter((path) => templateOf(readFileSync(join(site, path), 'utf8')) === 'map' && /class="map quadrants/.test(readFileSync(join(site, path), 'utf8')));
  maps.forEach((path) => asText(site, path, fail));
  return `${types} templates without JavaScript, ${maps.length} maps in w3m`;
});
