// Where the focus goes: through the page in reading order, always to be seen.

/** Enough to get through the header, the content and the footer of every page but the longest. */
const MOST = 150;

/** Runs in the page: what has the focus, and whether a reader can see it. */
function look() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const before = globalThis.focusedBefore;
  globalThis.focusedBefore = element;
  const kind = typeof element.className === 'string' ? element.className : '';
  const name = `${element.localName}${kind ? `.${kind.split(/\s+/)[0]}` : ''} “${(element.textContent || element.getAttribute('aria-label') || element.name || '').trim().replace(/\s+/g, ' ').slice(0, 30)}”`;
  const box = element.getBoundingClientRect();
  // A control that is drawn by its label, or fills a card, shows the focus there.
  const shows = (each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
  };
  let seen = false;
  for (let at = element; !seen && at && at !== document.body; at = at.parentElement) seen = shows(at);
  const at = [...element.getClientRects()].find(({ width, height }) => width > 0 && height > 0) ?? box;
  // Of a region that is larger than the window, what can be seen of it.
  const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
  const hit = document.elementFromPoint(middle(at.left, at.right, innerWidth), middle(at.top, at.bottom, innerHeight));
  const clear = hit && (element.contains(hit) || hit.contains(element) || hit.closest('label')?.contains(element));
  const inside = at.bottom > 0 && at.top < innerHeight && at.right > 0 && at.left < innerWidth;
  // Where it stands on the page, however far the page and a table in it are scrolled.
  let [x, y] = [scrollX, scrollY];
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    // A row heading that stays does not scroll with its row.
    if (getComputedStyle(at).position === 'sticky') break;
    if (at !== element) [x, y] = [x + at.scrollLeft, y + at.scrollTop];
  }
  return {
    name,
    seen,
    clear: Boolean(clear && inside),
    follows: !before || Boolean(before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING),
    // The canvas is read around the person, by its numbers; there the order of the document is the order.
    drawn: Boolean(element.closest('.canvas, .world')),
    box: { left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y },
  };
}

/** Whether the eye has to go back to get from one to the other: up in its own column, or up and against the direction of reading. */
function goesBack(a, b, rightToLeft) {
  if (b.bottom > a.top + 2) return false;
  const sameColumn = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2;
  return sameColumn || (rightToLeft ? b.left >= a.right : b.right <= a.left);
}

/** Goes through the page with Tab; gives sentences, none if all is well. */
export async function focus(page) {
  const found = [];
  const rightToLeft = (await page.evaluate(() => {
    globalThis.focusedBefore = null;
    // Where the next Tab starts from: the beginning of the page.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    scrollTo(0, 0);
    return document.documentElement.dir;
  })) === 'rtl';
  let before = null;
  for (let n = 0; n < MOST; n += 1) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(look);
    if (!now) break;
    if (!now.follows) break; // the browser has begun anew
    if (n === 0 && !now.name.startsWith('a.skip')) found.push(`the first stop of the Tab key is ${now.name}, not the link past the header`);
    if (!now.seen) found.push(`the focus on ${now.name} cannot be seen`);
    if (!now.clear) found.push(`the focus on ${now.name} is hidden`);
    if (before && n > 1 && !(before.drawn && now.drawn) && goesBack(before.box, now.box, rightToLeft)) found.push(`the focus goes back from ${before.name} to ${now.name}`);
    before = now;
  }
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
  if (!before) found.push('nothing takes the focus');
  return found;
}
