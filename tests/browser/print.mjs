// Sheets for walls, printed by the browser's own dialog, for whoever has nothing else.
// Usage: node print.mjs SITE_DIR [INSTEP CONTENT_DIR]
//
// Every page below print/, without JavaScript: as many pages of paper as the sheet has, each of its size, on it nothing but
// the drawing, in its own size. On a phone nothing is cut off. What the sheet says stands on the page as text; with the
// program beside it, as much as the text of its PDF. With JavaScript an id at the end of the address is told whether it
// is still true.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { address, launch, pages, report, templateOf } from './lib.mjs';

const MM = 25.4;
/** Resolution in which a printed page is laid over its drawing, in dots per inch. */
const DPI = 36;
/** How far the size of a page may be off, in millimetres: browsers round it to whole points. */
const ROUNDED = 0.4;
/** By how much less a drawing may be printed: how finely its size is measured. */
const SCALED = 0.004;

/** What is printed of a page, as a file. */
async function printed(page, folder) {
  const file = join(folder, 'page.pdf');
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: false }));
  return file;
}

/** The sizes of the pages of a PDF, in millimetres. */
const sizes = (pdf) => {
  const told = execFileSync('pdfinfo', ['-f', '1', '-l', '999', pdf], { encoding: 'utf8' });
  return [...told.matchAll(/^Page +\d+ size: +([\d.]+) x ([\d.]+) pts/gm)].map(([, w, h]) => [w / 72 * MM, h / 72 * MM]);
};

const data = (type, bytes) => `data:${type};base64,${bytes.toString('base64')}`;
const painted = (pdf, number) => data('image/png', execFileSync('pdftoppm', ['-r', DPI, '-png', '-f', number, '-l', number, pdf], { maxBuffer: 1 << 26 }));
const inText = (pdf) => execFileSync('pdftotext', ['-raw', pdf, '-'], { encoding: 'utf8' });

/**
 * In which size a drawing lies on a printed page: the one in which both differ least, and by how much, from 0 to 255.
 * Runs in a page without a policy.
 */
async function laidOver([paper, drawing, scales]) {
  const load = async (source) => { const image = new Image(); image.src = source; await image.decode(); return image; };
  const [below, above] = [await load(paper), await load(drawing)];
  const { width, height } = below;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const pixels = (image, scale) => {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(image, 0, 0, width * scale, height * scale);
    return context.getImageData(0, 0, width, height).data;
  };
  const truth = pixels(below, 1);
  const differs = (scale) => {
    const drawn = pixels(above, scale);
    let sum = 0;
    for (let n = 0; n < drawn.length; n += 1) sum += Math.abs(drawn[n] - truth[n]);
    return sum / drawn.length;
  };
  return scales.map((scale) => [scale, differs(scale)]).reduce((best, one) => (one[1] < best[1] ? one : best));
}

/** The sheet on paper: pages, their size, what stands on them. */
async function onPaper(page, desk, folder, drawings, fail) {
  const pdf = await printed(page, folder);
  const found = sizes(pdf);
  if (found.length !== drawings.length) fail(`${found.length} pages are printed of ${drawings.length}`);
  const text = inText(pdf).trim();
  if (text) fail(`“${text.slice(0, 40)}” is printed beside the sheet`);
  for (const [n, { svg, width, height }] of drawings.entries()) {
    const [w, h] = found[n] ?? [0, 0];
    if (Math.abs(w - width) > ROUNDED || Math.abs(h - height) > ROUNDED) fail(`${width} × ${height} mm are printed on ${w.toFixed(1)} × ${h.toFixed(1)} mm`);
    if (!found[n]) continue;
    const scales = [1, 1 - SCALED, 1 + SCALED];
    const [scale, off] = await desk.evaluate(laidOver, [painted(pdf, n + 1), data('image/svg+xml', svg), scales]);
    if (scale !== 1) fail(`the drawing is printed ${scale < 1 ? 'smaller' : 'larger'} than it is`);
    if (off > 5) fail(`what is printed is not the drawing (${off.toFixed(1)})`);
  }
}

/** What a phone shows, and what a page owes those who do not see the drawing. Runs in the page. */
function onScreen() {
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push(`a phone has to scroll sideways by ${document.documentElement.scrollWidth - innerWidth} px`);
  for (const image of document.querySelectorAll('.sheet img')) {
    const { left, right, width, height } = image.getBoundingClientRect();
    if (left < 0 || right > innerWidth + 0.5 || width < innerWidth / 2) found.push('the drawing does not fit a phone');
    if (Math.abs(width / height - image.naturalWidth / image.naturalHeight) > 0.01) found.push('the drawing is stretched');
    if (!image.alt.trim()) found.push('the drawing has no name');
  }
  const said = document.querySelector('.said');
  said.querySelector('summary').click();
  const lines = [...said.querySelectorAll('li')].filter((line) => line.checkVisibility());
  if (!lines.length) found.push('what it says does not open');
  return { found, lines: lines.map((line) => line.lastChild.textContent.trim()) };
}

/** Makes sheets as PDF; gives where. */
function posters(program, content, names, folder) {
  execFileSync(program, ['poster', ...names, '--quiet', '-C', content, '-o', join(folder, 'posters')], { stdio: 'ignore' });
  return join(folder, 'posters');
}

/** Whether what a page tells of a sheet is what its PDF says: both without spaces, which a PDF does not have everywhere. */
function complete(pdf, lines, fail) {
  const bare = (text) => text.normalize('NFKC').replace(/[\s\u00ad\u2010-]/g, '');
  const text = bare(inText(pdf));
  const missing = lines.filter((line) => !text.includes(bare(line)));
  // What has no room on the paper is counted there; the page says it all the same.
  if (missing.length && !/\+\d+/.test(text)) fail(`the sheet does not say “${missing[0]}”`);
  if (missing.length === lines.length) fail('the page says nothing of the sheet');
}

/** What is told of an id at the end of the address. Runs in the page. */
const told = () => {
  const section = document.querySelector('.sheet-status');
  const { now } = section.dataset;
  const here = section.querySelector('.this');
  const ask = (id) => {
    location.hash = id;
    dispatchEvent(new Event('hashchange'));
    return here.checkVisibility() ? here.textContent : '';
  };
  const found = [];
  if (document.querySelector('.sheet').dataset.content !== now) found.push('the status is of another id than the sheet');
  if (ask(now) !== here.dataset.current) found.push('its own id is not told to be current');
  if (ask('aaaaaaaa') !== here.dataset.unknown) found.push('an unknown id is told to be something else');
  const known = [...section.querySelectorAll('.known > li')];
  for (const one of known) {
    if (ask(one.id)) found.push(`${one.id}, which is out of date, is told to be current or unknown`);
    const seen = known.filter((other) => other.checkVisibility());
    if (seen.length !== 1 || seen[0] !== one) found.push(`what changed since ${one.id} is not shown, or not alone`);
    if (!one.querySelector('.verdict')?.checkVisibility() || one.children.length < 3) found.push(`of ${one.id} it is not said what changed`);
  }
  return { found, known: known.length };
};

await report('print', async (fail) => {
  const site = resolve(process.argv[2]);
  const [program, content] = process.argv.slice(3).map((path) => resolve(path));
  const sheets = pages(site).filter((path) => templateOf(readFileSync(join(site, path), 'utf8')) === 'sheet');
  if (!sheets.length) fail(site, 'there is no sheet');
  const folder = mkdtempSync(join(tmpdir(), 'print-'));
  const made = program && posters(program, content, sheets.map((path) => path.split('/')[1]), folder);
  const browser = await launch();
  const desk = await browser.newPage();
  const bare = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })).newPage();
  const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  let outdated = 0;
  for (const path of sheets) {
    const failed = (what) => fail(path, what);
    const url = address(`${pathToFileURL(site)}/`, path);
    await bare.goto(url);
    const sources = await bare.locator('.sheet img').evaluateAll((images) => images.map((image) => image.getAttribute('src').split('?')[0]));
    const drawings = sources.map((source) => join(site, dirname(path), source)).filter((file) => existsSync(file)).map((file) => {
      const svg = readFileSync(file);
      const [, width, height] = /^<svg [^>]*width="([\d.]+)mm" height="([\d.]+)mm"/.exec(svg.toString('utf8', 0, 300)) ?? [];
      return { svg, width: Number(width), height: Number(height) };
    });
    if (!drawings.length || drawings.length !== sources.length) failed('there is no drawing');
    await onPaper(bare, desk, folder, drawings, failed);
    const { found, lines } = await bare.evaluate(onScreen);
    found.forEach(failed);
    if (made) complete(join(made, `${path.split('/')[1]}.pdf`), lines, failed);
    await phone.goto(url);
    const status = await phone.evaluate(told);
    status.found.forEach(failed);
    outdated += status.known;
  }
  await browser.close();
  rmSync(folder, { recursive: true });
  return `${sheets.length} sheets, ${outdated} of them known to be out of date`;
});
