// A picture of every page of a site, light, dark, on a phone and on paper, and a sheet to look through them.
// Usage: node pictures.mjs SITE_DIR PICTURE_DIR        then open PICTURE_DIR/index.html
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { address, inParallel, launch, pages, report } from './lib.mjs';

const VIEWS = [
  { name: 'light', width: 1440 },
  { name: 'dark', width: 1440, colorScheme: 'dark' },
  { name: 'phone', width: 390 },
  { name: 'print', width: 794, media: 'print' },
];
const nameOf = (path) => path.replace(/\/?index\.html$/, '').replace(/\.html$/, '').replaceAll('/', '_') || 'home';

/** All pictures of a page in a row, the pages one below the other. */
function sheet(all) {
  const row = (path) => `<h2>${path}</h2><p>${VIEWS.map(({ name }) => `<a href="${nameOf(path)}-${name}.png"><img src="${nameOf(path)}-${name}.png" alt="${name}" loading="lazy"></a>`).join('')}</p>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page, in ${VIEWS.length} views</title>
<style>body { font: 16px sans-serif; margin: 24px; background: #888; } p { display: flex; gap: 12px; align-items: start; } a { flex: 3; } a:nth-child(3) { flex: 1; } img { width: 100%; max-height: 90vh; object-fit: cover; object-position: top; }</style>
<h1>${VIEWS.map(({ name }) => name).join(' · ')}</h1>
${all.map(row).join('\n')}</html>`;
}

await report('pictures', async () => {
  const [site, pictures] = process.argv.slice(2).map((path) => resolve(path));
  const all = pages(site);
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const browser = await launch();
  await inParallel(VIEWS, async ({ name, width, media, colorScheme = 'light' }) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    if (media) await page.emulateMedia({ media });
    for (const path of all) {
      await page.goto(address(`${pathToFileURL(site)}/`, path));
      await page.screenshot({ path: join(pictures, `${nameOf(path)}-${name}.png`), fullPage: true });
    }
    await context.close();
  });
  await browser.close();
  writeFileSync(join(pictures, 'index.html'), sheet(all));
  return `${all.length} pages, ${join(pictures, 'index.html')}`;
});
