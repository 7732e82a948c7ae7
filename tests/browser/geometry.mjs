// What lies over what, measured: every line of text where the browser has put it.
//
// `measure` runs in the page. It finds text that
//   - leaves the page sideways,
//   - is cut off by a box that hides what does not fit,
//   - leaves the coloured or framed box it stands in (of a disc: the disc),
//   - lies over other text,
// and controls that are too small to hit. It gives sentences, none if all is well.

/** `phone`: the controls of the header are for thumbs. */
export function measure({ phone }) {
  // Of each kind of fault a few are enough to see what is wrong.
  const found = [];
  const kinds = new Map();
  const tell = (kind, what) => {
    const n = (kinds.get(kind) ?? 0) + 1;
    kinds.set(kind, n);
    if (n <= 3) found.push(what);
  };
  const root = document.documentElement;
  const slack = 1.5;
  const name = (element) => {
    const own = element.closest('[id]') === element ? `#${element.id}` : '';
    const kind = typeof element.className === 'string' ? element.className : element.className.baseVal;
    return `${element.localName}${own}${kind ? `.${kind.trim().split(/\s+/).slice(0, 2).join('.')}` : ''}`;
  };
  const px = (n) => `${Math.round(n * 10) / 10} px`;

  const over = root.scrollWidth - root.clientWidth;
  if (over > 0) tell('sideways', `the page scrolls sideways by ${px(over)}`);

  // Styles are asked for once for each element.
  const styles = new Map();
  const style = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const up = (element) => element.parentElement;
  const hiddenOnPurpose = (element) => {
    for (let at = element; at && at !== document.body; at = up(at)) {
      const { position, clipPath, clip } = style(at);
      if (position === 'absolute' && (clipPath.startsWith('inset(50%') || clip !== 'auto' || at.matches('.skip:not(:focus)'))) return true;
    }
    return false;
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }) && !hiddenOnPurpose(element);

  // What an element's descendants are cut to: nothing, a box that hides the rest, or a box that scrolls to it.
  const clippers = new Map();
  const clipper = (element) => {
    if (!element || element === document.body || element === root) return null;
    if (!clippers.has(element)) {
      const { overflowX, overflowY } = style(element);
      const scrolls = [overflowX, overflowY].some((value) => value === 'auto' || value === 'scroll');
      const hides = [overflowX, overflowY].some((value) => value === 'hidden' || value === 'clip');
      const inner = element instanceof SVGElement && element.localName !== 'svg' ? null : scrolls || hides ? { element, scrolls } : null;
      clippers.set(element, inner);
    }
    return clippers.get(element);
  };

  // The box that a text has to stay in: the nearest ancestor with a ground or a frame of its own.
  const clear = (color) => color === 'transparent' || /, 0\)$|\/ 0\)$/.test(color);
  const grounds = new Map();
  const ground = (element) => {
    if (!element || element === document.body) return null;
    if (!grounds.has(element)) {
      const css = style(element);
      const framed = ['Top', 'Right', 'Bottom', 'Left'].filter((side) => parseFloat(css[`border${side}Width`]) > 0 && css[`border${side}Style`] !== 'none' && !clear(css[`border${side}Color`])).length > 2;
      const own = css.display !== 'inline' && css.display !== 'contents' && !(element instanceof SVGElement) && (!clear(css.backgroundColor) || css.backgroundImage !== 'none' || framed);
      grounds.set(element, own ? { element, box: element.getBoundingClientRect(), disc: css.borderTopLeftRadius === '50%' } : ground(up(element)));
    }
    return grounds.get(element);
  };
  const leaves = (line, { box, disc }) => {
    if (!disc) return Math.max(box.left - line.left, line.right - box.right, box.top - line.top, line.bottom - box.bottom);
    const [cx, cy, rx, ry] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2, box.width / 2, box.height / 2];
    const far = Math.max(...[line.left, line.right].flatMap((x) => [line.top, line.bottom].map((y) => Math.hypot((x - cx) / rx, (y - cy) / ry))));
    return (far - 1) * Math.min(rx, ry);
  };

  // The lines of every text. The box of a line is higher than its letters by the room a font asks for above and below.
  const lines = [];
  const seen = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || /^(script|style|title|desc|option|textarea)$/.test(parent.localName)) continue;
    if (!seen.has(parent)) seen.set(parent, shown(parent));
    if (!seen.get(parent)) continue;
    range.selectNodeContents(node);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const spare = (bottom - top) * 0.2;
      if (right - left < 1 || bottom - top < 1) continue;
      lines.push({ node, parent, left, right, top: top + spare, bottom: bottom - spare });
    }
  }
  const said = (line) => `“${line.node.data.trim().replace(/\s+/g, ' ').slice(0, 40)}” in ${name(line.parent)}`;
  const kept = lines.filter((line) => {
    const fixed = style(line.parent).position === 'fixed';
    for (let at = line.parent; at; at = up(at)) {
      const clip = clipper(at);
      if (!clip) continue;
      const box = at.getBoundingClientRect();
      const cut = Math.max(box.left - line.left, line.right - box.right, box.top - line.top, line.bottom - box.bottom);
      if (clip.scrolls) {
        // Out of sight until it is scrolled to: whatever lies there now lies there by chance.
        if (cut > slack) return false;
        return true;
      }
      if (cut > slack) {
        tell('cut', `${said(line)} is cut off by ${px(cut)} in ${name(at)}`);
        return false;
      }
    }
    if (!fixed && (line.left < -slack || line.right > root.clientWidth + slack)) tell('page', `${said(line)} leaves the page by ${px(Math.max(-line.left, line.right - root.clientWidth))}`);
    return true;
  });
  for (const line of kept) {
    const box = ground(line.parent);
    const by = box ? leaves(line, box) : 0;
    if (by > slack) tell('box', `${said(line)} leaves ${name(box.element)} by ${px(by)}`);
  }
  const sorted = kept.toSorted((a, b) => a.top - b.top);
  sorted.forEach((a, index) => {
    for (let next = index + 1; next < sorted.length && sorted[next].top < a.bottom - slack; next += 1) {
      const b = sorted[next];
      const [wide, high] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - b.top];
      if (a.node !== b.node && wide > slack && high > slack) tell('over', `${said(a)} lies over ${said(b)} by ${px(wide)} × ${px(high)}`);
    }
  });

  // What is pressed. A link within a sentence may be as high as its line.
  const least = (element) => (phone && element.closest('header.site') ? 44 : 24);
  for (const element of document.querySelectorAll('a[href], button, summary, input, select, textarea, [role=button]')) {
    if (!shown(element) || style(element).display === 'inline') continue;
    const label = element.closest('label') ?? (element.id && document.querySelector(`label[for="${CSS.escape(element.id)}"]`));
    const boxes = [element, label].filter(Boolean).map((each) => each.getBoundingClientRect());
    const size = Math.max(...boxes.map((box) => Math.min(box.width, box.height)));
    // A label that is a word alone is as wide as the word; what counts is that it is not hard to hit.
    if (size > 0 && size < least(element) - 0.5) tell('small', `${name(element)} “${element.textContent.trim().slice(0, 20)}” in ${name(element.parentElement)} is ${px(size)} small, needs ${least(element)} px`);
  }
  return [...new Set(found)];
}

/** Text spacing as a reader may set it (WCAG 1.4.12), for a style sheet that the check adds. */
export const SPACING = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }';
