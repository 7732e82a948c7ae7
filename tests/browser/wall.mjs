// The display on a wall, as nobody looks after it: 30 hours by a clock that is put forward, with a script and without.
// Usage: node wall.mjs SITE_DIR
//
// Every wall of the site: everybody is shown in each round, in the order of the page; nothing is cut off, under another
// thing or too small, on a wide screen and on a high one; Space, arrows and the clock do what they say; a new build is
// taken over between two slides, and a server that is gone changes nothing; memory stays flat.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { address, launch, pages, report, serve } from './lib.mjs';

const HOURS = 30;
/** The smallest text, in hundredths of the shorter side of the screen. */
const SMALLEST = 4.2;
const SCREENS = [{ width: 1920, height: 1080 }, { width: 1080, height: 1920 }, { width: 1280, height: 720 }];
const BEGIN = new Date(2026, 10, 23, 9, 0, 0);

/** Opens a page whose clock stands still unless it is put forward. */
async function still(page, url) {
  await page.clock.install({ time: BEGIN });
  await page.goto(url);
  await page.clock.pauseAt(new Date(BEGIN.getTime() + 5000));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
}

/** What is wrong with the slide that is shown. */
const faults = (smallest) => {
  const found = [];
  const slide = document.querySelector('.slide.now');
  const shown = [...document.querySelectorAll('.slide')].filter((one) => getComputedStyle(one).visibility === 'visible');
  if (shown.length !== 1 || shown[0] !== slide) found.push(`${shown.length} slides are seen at once`);
  const side = Math.min(innerWidth, innerHeight);
  const name = (element) => `“${element.textContent.trim().slice(0, 40)}”`;
  for (const element of slide.querySelectorAll('p, q, svg')) {
    const box = element.getBoundingClientRect();
    if (!box.width || (element.localName !== 'svg' && !element.textContent.trim())) continue;
    if (box.left < 0 || box.top < 0 || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5) found.push(`${name(element)} leaves the screen`);
    if (element.localName !== 'svg' && parseFloat(getComputedStyle(element).fontSize) < (smallest - 0.01) / 100 * side) found.push(`${name(element)} is too small`);
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth) found.push(`${name(element)} is cut off`);
    const cut = getComputedStyle(element).overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 2;
    if (cut && element.localName === 'p') found.push(`${name(element)} is cut off below`);
  }
  const boxes = [...slide.querySelectorAll('.signs, .thing > p, .below p, .field > p, .middle')].filter((one) => one.textContent.trim() || one.querySelector('svg'));
  const rows = boxes.map((one) => [one, one.getBoundingClientRect()]);
  for (const [n, [one, a]] of rows.entries()) {
    for (const [other, b] of rows.slice(n + 1)) {
      const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
      if (over && !one.contains(other)) found.push(`${name(one)} and ${name(other)} lie over each other`);
    }
  }
  // A statement may not lie under the person in the middle of a map.
  return found;
};

const now = (page) => page.evaluate(() => [...document.querySelectorAll('.slide')].findIndex((slide) => slide.matches('.now')));
const heap = async (devtools) => {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
  return { usedSize, nodes, jsEventListeners };
};

/** Every slide of a page on every screen. */
async function looks(browser, url, fail) {
  for (const screen of SCREENS) {
    const context = await browser.newContext({ viewport: screen });
    const page = await context.newPage();
    await still(page, url);
    const count = await page.locator('.slide').count();
    for (let n = 0; n < count; n += 1) {
      await page.clock.runFor(800);
      await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
      for (const what of await page.evaluate(faults, SMALLEST)) fail(`slide ${n + 1}, ${screen.width} × ${screen.height}`, what);
      await page.keyboard.press('ArrowRight');
    }
    if ((await now(page)) !== 0) fail('arrows', 'the arrow does not lead round');
    await context.close();
  }
}

/** Thirty hours: the slides that are shown, and what they cost. */
async function runs(browser, url, fail) {
  const context = await browser.newContext({ viewport: SCREENS[0], reducedMotion: 'reduce' });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await still(page, url);
  const seconds = await page.evaluate(() => [...document.querySelectorAll('.slide')].map((slide) => Number(slide.dataset.seconds)));
  const whole = seconds.reduce((a, b) => a + b, 0);
  if (whole > 720) fail(url, `a loop lasts ${whole} s`);
  // One loop, slide by slide: each is there for its time, and nobody is left out.
  const seen = [];
  for (const [n, length] of seconds.entries()) {
    seen.push(await now(page));
    await page.clock.runFor(length * 1000 - 400);
    if ((await now(page)) !== n) fail(url, `slide ${n + 1} goes before its time`);
    await page.clock.runFor(400);
  }
  if (seen.join() !== seconds.map((_, n) => n).join()) fail(url, `a loop shows ${seen}`);
  const first = await heap(devtools);
  let turns = 0;
  for (let hour = 0; hour < HOURS; hour += 1) {
    const before = await now(page);
    await page.clock.runFor(3600 * 1000);
    if (seconds.length > 1 && (await now(page)) !== before) turns += 1;
  }
  const last = await heap(devtools);
  if (seconds.length > 1 && turns === 0 && 3600 % whole !== 0) fail(url, 'the wall stands still');
  if (last.nodes > first.nodes + 20) fail(url, `${first.nodes} nodes become ${last.nodes}`);
  if (last.jsEventListeners > first.jsEventListeners) fail(url, `${first.jsEventListeners} listeners become ${last.jsEventListeners}`);
  if (last.usedSize > first.usedSize * 1.15 + 200_000) fail(url, `${first.usedSize} bytes become ${last.usedSize}`);
  errors.forEach((error) => fail(url, error));
  await context.close();
  return `${Math.round(first.usedSize / 1024)} → ${Math.round(last.usedSize / 1024)} KB`;
}

/** Space, help, the pointer, and the hours. */
async function hands(browser, url, fail) {
  const context = await browser.newContext({ viewport: SCREENS[0] });
  const page = await context.newPage();
  await still(page, url);
  const length = Number(await page.locator('.slide').first().getAttribute('data-seconds'));
  await page.keyboard.press('Space');
  await page.clock.runFor(length * 5000);
  if ((await now(page)) !== 0) fail('Space', 'the wall does not stop');
  await page.keyboard.press('Space');
  await page.clock.runFor(length * 1000 + 100);
  if ((await now(page)) !== 1) fail('Space', 'the wall does not go on');
  await page.keyboard.press('?');
  if (!(await page.locator('.help').textContent()).trim()) fail('?', 'there is no help');
  await page.clock.runFor(4100);
  if ((await page.locator('.help').textContent()).trim()) fail('?', 'the help stays');
  await page.mouse.move(200, 200);
  await page.mouse.move(240, 260);
  if (!(await page.locator('.pause').isVisible())) fail('pointer', 'there is no button to stop');
  if ((await page.locator('.controls a').count()) !== 1) fail('list', 'there is no link to the list');
  const hours = await page.locator('.wall').getAttribute('data-hours');
  if (hours) {
    const dark = () => page.evaluate(() => document.documentElement.matches('.off') && [...document.querySelectorAll('.slide')].every((slide) => getComputedStyle(slide).visibility === 'hidden'));
    const [from, to] = hours.split('-').map((time) => time.split(':').reduce((hour, minute) => Number(hour) * 60 + Number(minute), 0));
    const at = (minute) => new Date(2026, 10, 24, 0, minute);
    for (const [minute, expected] of [[from + 2, false], [to + 2, true], [from - 3, true]]) {
      await page.clock.setSystemTime(at(((minute % 1440) + 1440) % 1440));
      await page.clock.runFor(75_000);
      if ((await dark()) !== expected) fail('hours', `at minute ${minute} the screen is ${expected ? 'not ' : ''}dark (${hours})`);
    }
  }
  await context.close();
}

/** A new build is taken over between two slides; a server that is gone changes nothing. */
async function refreshes(browser, site, path, fail) {
  const server = await serve(site);
  const build = join(site, 'build.json');
  const old = readFileSync(build);
  const context = await browser.newContext({ viewport: SCREENS[0] });
  const page = await context.newPage();
  let loads = 0;
  page.on('load', () => { loads += 1; });
  await still(page, address(server.root, path));
  // An answer takes real time; a page that is just taken anew gives none.
  const settle = () => page.evaluate(() => fetch(document.querySelector('.wall').dataset.build, { cache: 'no-store' }).then(() => 0, () => 0)).catch(() => 0);
  const seconds = await page.evaluate(() => [...document.querySelectorAll('.slide')].map((slide) => Number(slide.dataset.seconds)));
  const wait = async (time) => {
    for (let passed = 0; passed < time; passed += 5) {
      await page.clock.runFor(5000);
      await settle();
    }
  };
  try {
    await settle();
    await wait(90);
    if (loads !== 1) fail('refresh', 'the same build is taken anew');
    writeFileSync(build, '{"id":"another"}\n');
    const before = await now(page);
    await wait(75);
    for (let n = 0; n < 60 && loads < 2; n += 1) {
      await page.clock.runFor(5000);
      await settle();
    }
    if (loads !== 2) fail('refresh', 'a new build is not taken over');
    await page.waitForSelector('.slide.now', { state: 'attached' });
    await page.waitForLoadState();
    const after = await now(page);
    if (seconds.length > 2 && after === before) fail('refresh', 'the wall begins anew where it was');
    await context.setOffline(true);
    const alone = await now(page);
    writeFileSync(build, '{"id":"a third"}\n');
    await wait(Math.max(...seconds) + 90);
    if (loads !== 2 || (seconds.length > 1 && (await now(page)) === alone)) fail('refresh', 'without a server the wall stands still');
  } finally {
    writeFileSync(build, old);
    server.stop();
    await context.close();
  }
}

/** Without a script: the style sheet turns the slides, each for its time. */
async function turnsAlone(browser, url, fail) {
  for (const motion of ['no-preference', 'reduce']) {
    const context = await browser.newContext({ viewport: SCREENS[0], javaScriptEnabled: false, reducedMotion: motion });
    const page = await context.newPage();
    await page.goto(url);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Animation.enable');
    const seconds = await page.locator('.slide').evaluateAll((slides) => slides.map((slide) => Number(slide.dataset.seconds)));
    if (seconds.length < 2) continue;
    const at = (second) => page.evaluate((second) => {
      for (const animation of document.getAnimations()) {
        animation.pause();
        animation.currentTime = second * 1000;
      }
      return [...document.querySelectorAll('.slide')].flatMap((slide, n) => {
        const { visibility, opacity } = getComputedStyle(slide);
        return visibility === 'visible' && opacity > 0.01 ? [n] : [];
      });
    }, second);
    let from = 0;
    for (const [n, length] of seconds.entries()) {
      const shown = await at(from + length / 2);
      if (shown.join() !== String(n)) fail(`without script (${motion})`, `in the middle of slide ${n + 1} are seen ${shown.map((one) => one + 1)}`);
      const fading = await at(from + length + (n + 1 < seconds.length ? 0.3 : -0.3));
      if (!fading.length) fail(`without script (${motion})`, `after slide ${n + 1} nothing is seen`);
      from += length;
    }
    await context.close();
  }
}

await report('wall', async (fail) => {
  const site = resolve(process.argv[2]);
  const browser = await launch();
  const walls = pages(site).filter((path) => /^wall\/(?!.*slides\/)/.test(path));
  if (!walls.length) fail(site, 'there is no wall');
  const costs = [];
  for (const path of walls) {
    const url = `file://${join(site, path)}`;
    const at = (where, what) => fail(`${path}: ${where}`, what);
    await looks(browser, url, at);
    await hands(browser, url, at);
    await turnsAlone(browser, url, at);
    costs.push(await runs(browser, url, at));
  }
  if (walls[0]) await refreshes(browser, site, walls[0], (where, what) => fail(`${walls[0]}: ${where}`, what));
  // Everybody is shown once in a round: on the loops of a wall together, and nobody twice in a row.
  const people = new Set(pages(site).filter((path) => /^people\/[^/]+\/index\.html$/.test(path)).map((path) => path.split('/')[1]));
  const lists = pages(site).filter((path) => /^wall\/slides\//.test(path)).map((path) => readFileSync(join(site, path), 'utf8'));
  const shown = new Set(lists.flatMap((html) => [...html.matchAll(/data-person="([^"]+)"/g)].map(([, id]) => id)));
  for (const person of people) if (!shown.has(person)) fail('wall/slides', `${person} is not shown`);
  await browser.close();
  return `${walls.length} loops, ${HOURS} hours each, memory ${costs.join(', ')}`;
});
