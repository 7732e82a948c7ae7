// The contrast of every text with what it is seen on. axe computes the same, but does not know drawings (the fields of
// the canvas are one), nor forced colours (it takes the page's own for the reader's).
//
// `contrast` runs in the page. `frames`: grounds are gone, so what was a field has to have a frame.
export function contrast({ frames }) {
  const found = [];
  const rgb = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const opaque = (color) => color !== 'none' && rgb(color).length >= 3 && (rgb(color)[3] ?? 1) > 0.95;
  const light = (color) => {
    const [r, g, b] = rgb(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [most, least] = [light(a), light(b)].sort((x, y) => y - x);
    return (most + 0.05) / (least + 0.05);
  };
  /** What is painted under a point of an element: its own ground or an ancestor's, or a drawing that lies there. */
  const under = (element, x, y) => {
    const stack = document.elementsFromPoint(x, y);
    for (const each of stack.slice(Math.max(0, stack.indexOf(element)))) {
      const css = getComputedStyle(each);
      const color = each instanceof SVGGeometryElement ? css.fill : css.backgroundColor;
      if (opaque(color) && !each.closest('text')) return color;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  // Said for ears only: a box of one pixel, or one that is cut to nothing.
  const unseen = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const { position, clipPath } = getComputedStyle(at);
      if (position === 'absolute' && clipPath.startsWith('inset(50%')) return true;
    }
    return false;
  };
  const range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || seen.has(element) || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest('script, style, title, .skip') || unseen(element)) continue;
    seen.add(element);
    range.selectNodeContents(node);
    const box = [...range.getClientRects()].find(({ width, height }) => width > 1 && height > 1);
    if (!box) continue;
    // Only what is in the window can be asked what lies under it.
    const lines = () => [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
    const reached = () => {
      for (const { left, top, width, height } of lines()) {
        for (const part of [0.5, 0.1, 0.9]) {
          const at = [left + width * part, top + height / 2];
          if (document.elementsFromPoint(...at).includes(element)) return at;
        }
      }
      return null;
    };
    if (box.bottom > innerHeight || box.top < 0) scrollTo(0, scrollY + box.top - innerHeight / 2);
    let point = reached();
    // It may lie in a table that is scrolled away, and be wider than what is seen of that.
    for (const inline of ['center', 'start', 'end']) {
      if (point) break;
      element.scrollIntoView({ block: 'center', inline });
      point = reached();
    }
    if (!point) {
      found.push(`“${node.data.trim().slice(0, 30)}” in ${element.localName}.${element.className?.baseVal ?? element.className} lies where nobody can see what it stands on`);
      continue;
    }
    const [x, y] = point;
    const css = getComputedStyle(element);
    const color = element instanceof SVGElement ? css.fill : css.color;
    const large = parseFloat(css.fontSize) >= 24 || (parseFloat(css.fontSize) >= 18.66 && css.fontWeight >= 700);
    const is = ratio(color, under(element, x, y));
    if (is < (large ? 3 : 4.5)) found.push(`“${node.data.trim().slice(0, 30)}” has a contrast of ${is.toFixed(2)}`);
  }
  if (frames) {
    for (const element of document.querySelectorAll('.panel, .part, .medallion, .matrix td, .invitation, .hero')) {
      if (!element.checkVisibility() || element.closest('.world')) continue;
      const css = getComputedStyle(element);
      const framed = ['Top', 'Right', 'Bottom', 'Left'].some((side) => parseFloat(css[`border${side}Width`]) > 0 && css[`border${side}Style`] !== 'none');
      if (!framed && css.outlineStyle === 'none') found.push(`${element.localName}.${element.className} has no frame in forced colours`);
    }
  }
  scrollTo(0, 0);
  return [...new Set(found)];
}
