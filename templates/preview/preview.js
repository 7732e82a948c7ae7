/* The browser's side of `instep serve`: the page follows the files while someone writes. Never part of a built site.

   In order: small things · the new page, compared and taken over · which old node becomes which new one · what changed ·
   pictures · the stream of events · problems · from a statement to its line. The other end is src/serve. */
(() => {
  "use strict";
  const own = (page) => page.querySelector("script[data-etag]");
  const { editor, root: folder } = own(document)?.dataset ?? {};
  if (!own(document) || !window.EventSource) return;

  const html = document.documentElement;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  /** An element with attributes and children; text stays text. */
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child || child === 0));
    return element;
  };
  const many = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

  /* What outlives a change of page, while this tab is open. Storage may be closed. */
  const memory = {
    get() { try { return JSON.parse(sessionStorage.getItem("instep-preview")) ?? {}; } catch { return {}; } },
    set(values) { try { sessionStorage.setItem("instep-preview", JSON.stringify({ ...this.get(), ...values })); } catch { /* then not */ } },
  };

  /* Everything this script shows. It speaks English and reads from left to right whatever the site does. Where the
     browser can, both layers are popovers: the top layer is above every page, and a container cannot confine it. */
  const voice = make("p", { class: "instep-voice", "aria-live": "polite" });
  const dock = make("div", { class: "instep-dock", popover: "manual" });
  const tags = make("div", { class: "instep-tags", popover: "manual" });
  const preview = make("aside", { id: "instep-preview", lang: "en", dir: "ltr", "aria-label": "Preview" }, voice, tags, dock);
  document.body.append(preview);
  for (const layer of [tags, dock]) layer.showPopover?.();
  // Set after a moment: a region that was empty when the page began is read out when it fills.
  const say = (text) => setTimeout(() => { voice.textContent = text; }, 100);

  /* ---- the new page ---------------------------------------------------------------------------------------------- */

  let etag = own(document).dataset.etag;
  const arrival = performance.getEntriesByType?.("navigation")[0]?.responseStatus || 200;
  let good = arrival < 500;

  let wanted = null;
  let fetching = false;

  /** One request at a time; what is announced meanwhile is one more request after it, so nothing old comes last. */
  const follow = async (announced) => {
    wanted = announced;
    if (fetching) return;
    fetching = true;
    while (wanted && wanted !== etag) {
      wanted = null;
      try { await update(); } catch { /* The server went away; when it is back, it tells us again. */ }
    }
    fetching = false;
  };

  const update = async () => {
    const response = await fetch(location.pathname + location.search, { cache: "no-store", signal: AbortSignal.timeout?.(20_000) });
    const text = await response.text();
    // A page that cannot be made at the moment: the last good one stays, and the bar says why.
    if (response.status >= 500 && good) return;
    const fresh = new DOMParser().parseFromString(text, "text/html");
    if (!own(fresh)) return;
    if (needsReload(fresh)) return location.reload();
    // The site's script must be able to tell a page of its own from this one by content alone.
    document.dispatchEvent(new CustomEvent("instep:update", { detail: fresh }));
    renew(fresh);
    const old = await styles(fresh);
    take(fresh);
    old.forEach((link) => link.remove());
    etag = own(document).dataset.etag = own(fresh).dataset.etag;
    good = response.status < 500;
    places.refresh();
  };

  /** Scripts run once, and a policy can only become stricter: for another one the page has to begin anew. */
  const needsReload = (fresh) => {
    // By name: it carries a fingerprint, and the way to it differs between a page and the one that stands in for it.
    const fixed = (page) => [...page.querySelectorAll("script[src]:not([data-etag])")].map((script) => script.src.split("/").pop())
      .concat([...page.querySelectorAll("meta[http-equiv]")].map((meta) => meta.content)).join("\n");
    return fixed(document) !== fixed(fresh);
  };

  const SHEETS = 'link[rel~="stylesheet"]:not([href^="/_instep/"])';

  /** Adds new style sheets and waits for them; returns the old ones, which go when the new page has been taken over. */
  const styles = async (fresh) => {
    const now = [...document.head.querySelectorAll(SHEETS)];
    const next = [...fresh.head.querySelectorAll(SHEETS)];
    const has = (links, { href }) => links.some((link) => link.href === href);
    const added = next.filter((link) => !has(now, link)).map((link) => document.importNode(link));
    const loads = added.map((link) => new Promise((done) => {
      link.onload = () => done(true);
      link.onerror = () => done(false);
      setTimeout(done, 3000, true);
    }));
    const ours = document.head.querySelector('link[href^="/_instep/"]');
    for (const link of added) document.head.insertBefore(link, ours);
    const loaded = await Promise.all(loads);
    if (loaded.every(Boolean)) return now.filter((link) => !has(next, link));
    return added;
  };

  const take = (fresh) => {
    const selection = marked();
    const focused = document.activeElement;
    const changes = new Set();
    head(fresh);
    attributes(html, fresh.documentElement);
    const samePage = document.body.className === fresh.body.className;
    attributes(document.body, fresh.body);
    children(document.body, fresh.body, changes);
    // Only browsers without `moveBefore` lose these.
    if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
    selection.restore();
    if (samePage) underline(changes);
  };

  const marked = () => {
    const selection = getSelection();
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection ?? {};
    return {
      restore() {
        if (!anchorNode?.isConnected || !focusNode.isConnected || selection.anchorNode === anchorNode && selection.focusNode === focusNode) return;
        try { selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset); } catch { /* shorter now */ }
      },
    };
  };

  const head = (fresh) => {
    document.title = fresh.title;
    const small = (page) => [...page.head.querySelectorAll(`meta, link:not(${SHEETS}, [href^="/_instep/"])`)];
    const now = small(document);
    const next = small(fresh);
    for (const old of now) if (!next.some((node) => node.isEqualNode(old))) old.remove();
    for (const node of next) if (!now.some((old) => old.isEqualNode(node))) document.head.append(document.importNode(node, true));
  };

  /* What the reader did to an element is the reader's, whatever the file says. */
  const READERS = new Set(["open", "hidden", "checked", "selected"]);
  const kept = (element, { name }) => READERS.has(name) || element === html && (name === "data-scheme" || name === "style");

  const attributes = (live, fresh) => {
    const ours = [...live.classList].filter((name) => name.startsWith("instep-"));
    for (const attribute of [...live.attributes]) {
      if (!fresh.hasAttribute(attribute.name) && !kept(live, attribute)) live.removeAttribute(attribute.name);
    }
    for (const attribute of fresh.attributes) {
      if (kept(live, attribute) || live.getAttribute(attribute.name) === attribute.value) continue;
      live.setAttributeNS(attribute.namespaceURI, attribute.name, attribute.value);
    }
    if (ours.length) live.classList.add(...ours);
  };

  const blank = (node) => node.nodeType === Node.TEXT_NODE && !node.data.trim();
  const counts = (node) => node !== preview && !blank(node);

  const morph = (live, fresh, changes) => {
    if (live.isEqualNode(fresh)) return;
    if (live.nodeType === Node.ELEMENT_NODE) {
      attributes(live, fresh);
      return children(live, fresh, changes);
    }
    if (live.data === fresh.data) return;
    splice(live, fresh.data);
    if (live.nodeType === Node.TEXT_NODE) note(live, changes);
  };

  /** Changes only what differs in the middle, so that a selection at either side stays where it is. */
  const splice = (text, next) => {
    const old = text.data;
    const most = Math.min(old.length, next.length);
    let start = 0;
    while (start < most && old[start] === next[start]) start++;
    let end = 0;
    while (end < most - start && old[old.length - 1 - end] === next[next.length - 1 - end]) end++;
    text.replaceData(start, old.length - start - end, next.slice(start, next.length - end));
  };

  /** Makes the children of `live` those of `fresh`, with as few nodes touched as possible. */
  const children = (live, fresh, changes) => {
    const order = [...fresh.childNodes];
    const olds = [...live.childNodes].filter(counts);
    const news = order.filter(counts);
    const partners = pair(olds, news);
    const used = new Set(partners);
    olds.forEach((node, i) => { if (!used.has(i)) drop(node, changes); });
    const resting = new Set(rising(partners.filter((i) => i >= 0)));
    const placed = new Map();
    let next = preview.parentNode === live ? preview : null;
    for (let i = news.length - 1; i >= 0; i--) {
      const old = olds[partners[i]];
      if (old) {
        if (!resting.has(partners[i])) move(live, old, next);
        morph(old, news[i], changes);
      } else {
        live.insertBefore(document.adoptNode(news[i]), next);
        note(news[i], changes);
      }
      next = old ?? news[i];
      placed.set(news[i], next);
    }
    spaces(live, order.map((node) => placed.get(node) ?? node));
  };

  const move = (parent, node, before) => {
    // Keeps focus, frames and playing media, where there is such a thing.
    if (parent.moveBefore) parent.moveBefore(node, before);
    else parent.insertBefore(node, before);
  };

  const drop = (node, changes) => {
    const parent = node.parentElement;
    node.remove();
    if (parent?.matches(LINE) && node.textContent.trim()) changes.add(parent);
  };

  /** The space between elements stands in for nothing, so it is put right at the end, not compared. */
  const spaces = (live, order) => {
    let at = live.firstChild;
    for (const node of order) {
      if (!blank(node)) {
        while (at && at !== node) at = removed(at);
        at = at?.nextSibling;
      } else if (at && blank(at)) {
        if (at.data !== node.data) at.data = node.data;
        at = at.nextSibling;
      } else {
        live.insertBefore(document.createTextNode(node.data), at);
      }
    }
    while (at) at = at === preview ? at.nextSibling : removed(at);
  };

  const removed = (node) => {
    const next = node.nextSibling;
    if (node !== preview) node.remove();
    return next;
  };

  /* ---- which old node becomes which new one ------------------------------------------------------------------------ */

  const kind = (node) => `${node.nodeName} ${node.type ?? ""}`;
  const content = (node) => `${kind(node)}\n${node.textContent || node.outerHTML || ""}`;
  const whole = (node) => `${node.id ?? ""}\n${content(node)}`;

  /** For each new node the place of its old one, or -1. */
  const pair = (olds, news) => {
    const partners = new Array(news.length).fill(-1);
    const free = new Set(olds.keys());
    const join = (n, o) => { partners[n] = o; free.delete(o); };
    // Both ends first: nearly always all but one node is the same, and twins keep their places.
    const [before, after] = [olds.map(whole), news.map(whole)];
    let start = 0;
    while (start < olds.length && start < news.length && before[start] === after[start]) join(start, start++);
    let o = olds.length - 1;
    let n = news.length - 1;
    while (o >= start && n >= start && before[o] === after[n]) join(n--, o--);
    if (free.size === 0) return partners;
    const by = (key) => {
      const places = new Map();
      for (const i of free) if (key(olds[i])) places.set(key(olds[i]), [...places.get(key(olds[i])) ?? [], i]);
      for (let i = start; i <= n; i++) {
        const found = partners[i] < 0 && places.get(key(news[i]))?.shift();
        if (found >= 0 && found !== false) join(i, found);
      }
    };
    by((node) => node.id && `${kind(node)} ${node.id}`);
    by(content);
    between(olds, news, partners, free, join);
    return partners;
  };

  /** What is left is an edit: between two nodes that rest, the most alike become each other, in order. */
  const between = (olds, news, partners, free, join) => {
    const resting = new Set(rising(partners.filter((i) => i >= 0)));
    let from = -1;
    let gap = [];
    const close = (to) => {
      const left = [...free].filter((o) => o > from && o < to);
      for (const [o, n] of align(left, gap, (o, n) => alike(olds[o], news[n]))) join(n, o);
      gap = [];
      from = to;
    };
    partners.forEach((partner, n) => {
      if (partner < 0) gap.push(n);
      else if (resting.has(partner)) close(partner);
    });
    close(olds.length);
  };

  /** Pairs of two lists, in order, with the greatest sum of `likeness`. Long ones are taken as they come. */
  const align = (olds, news, likeness) => {
    if (!olds.length || !news.length) return [];
    if (olds.length * news.length > 4000) {
      return olds.slice(0, news.length).map((o, i) => [o, news[i]]).filter(([o, n]) => likeness(o, n));
    }
    const width = news.length + 1;
    const best = new Float32Array((olds.length + 1) * width);
    const likes = new Float32Array(best.length);
    for (let i = olds.length - 1; i >= 0; i--) {
      for (let j = news.length - 1; j >= 0; j--) {
        const at = i * width + j;
        const like = likes[at] = likeness(olds[i], news[j]);
        best[at] = Math.max(best[at + 1], best[at + width], like && like + best[at + width + 1]);
      }
    }
    const pairs = [];
    for (let i = 0, j = 0; i < olds.length && j < news.length;) {
      const at = i * width + j;
      if (likes[at] && best[at] === Math.fround(likes[at] + best[at + width + 1])) pairs.push([olds[i++], news[j++]]);
      else if (best[at] === best[at + width]) i++;
      else j++;
    }
    return pairs;
  };

  /** 0 for things that cannot become each other, else how much of their words and classes they share. */
  const alike = (a, b) => {
    if (kind(a) !== kind(b)) return 0;
    const [mine, yours] = [words(a), words(b)];
    let shared = 0;
    for (const word of mine) if (yours.has(word)) shared++;
    const text = mine.size + yours.size ? 2 * shared / (mine.size + yours.size) : 1;
    const sameClass = a.nodeType !== Node.ELEMENT_NODE || a.getAttribute("class") === b.getAttribute("class");
    return 0.1 + text + (sameClass ? 0.3 : 0);
  };

  const bags = new WeakMap();
  const words = (node) => {
    // Old nodes live on with other words; only new ones, which are compared once, are worth remembering.
    if (node.ownerDocument !== document && bags.has(node)) return bags.get(node);
    const bag = new Set(node.textContent.slice(0, 4000).split(/\s+/).filter(Boolean));
    bags.set(node, bag);
    return bag;
  };

  /** The longest rising run within a list of different numbers: those may stay, the others have to move. */
  const rising = (numbers) => {
    const ends = [];
    const previous = [];
    numbers.forEach((number, i) => {
      let low = 0;
      let high = ends.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (numbers[ends[middle]] < number) low = middle + 1;
        else high = middle;
      }
      previous[i] = ends[low - 1];
      ends[low] = i;
    });
    const run = [];
    for (let i = ends.at(-1); i !== undefined; i = previous[i]) run.unshift(numbers[i]);
    return run;
  };

  /* ---- what changed ------------------------------------------------------------------------------------------------ */

  const LINE = "li, p, blockquote, q, h1, h2, h3, h4, h5, h6, dd, dt, td, th, figcaption, summary, legend, pre";

  /** Remembers the lines whose words `node` changes. */
  const note = (node, changes) => {
    if (!node.textContent.trim()) return;
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const inner = element === node && !node.matches(LINE) ? [...node.querySelectorAll(LINE)] : [];
    if (!inner.length) inner.push(element.closest(LINE));
    for (const line of inner) if (line) changes.add(line);
  };

  const timers = new WeakMap();
  const underline = (changes) => {
    const inside = (line) => { for (let up = line.parentElement; up; up = up.parentElement) if (changes.has(up)) return true; };
    const lines = [...changes].filter((line) => line.isConnected && !inside(line));
    if (still.matches || lines.length > 30) return;
    for (const line of lines) {
      clearTimeout(timers.get(line));
      line.classList.add("instep-changed");
      timers.set(line, setTimeout(() => {
        line.classList.remove("instep-changed");
        if (!line.classList.length) line.removeAttribute("class");
      }, 2000));
    }
  };

  /* ---- pictures ---------------------------------------------------------------------------------------------------- */

  const versions = new Map();
  const plain = (path) => { try { return decodeURI(path); } catch { return path; } };

  /** The address with the number of its newest version; other addresses as they are. */
  const versioned = (address) => {
    const url = new URL(address, location.href);
    const version = url.origin === location.origin && versions.get(plain(url.pathname));
    return version ? address.replace(/[?#].*$/, "") + `?v=${version}${url.hash}` : address;
  };
  const ADDRESSES = { src: "img, video, audio, source", srcset: "img, source", poster: "video", href: 'link[rel~="icon"]' };

  /** Every attribute below `page` that shows an outdated picture: `then` gets its element, its name and its new value. */
  const outdated = (page, then) => {
    if (!versions.size) return;
    for (const [name, selector] of Object.entries(ADDRESSES)) {
      for (const element of page.querySelectorAll(selector)) {
        const old = element.getAttribute(name);
        if (!old) continue;
        const value = name === "srcset" ? old.replace(/[^\s,](?:\S*[^\s,])?/g, versioned) : versioned(old);
        if (value !== old) then(element, name, value);
      }
    }
  };
  const renew = (fresh) => outdated(fresh, (element, name, value) => element.setAttribute(name, value));

  const repaint = (paths) => {
    for (const path of paths) versions.set(plain(path), (versions.get(plain(path)) ?? 0) + 1);
    outdated(document, async (element, name, value) => {
      // Loaded beforehand, the new picture takes the place of the old one without a gap.
      if (element.matches("img, picture > source")) await ready(element, value.split(/[\s,]/)[0]);
      element.setAttribute(name, value);
      if (element.matches("video, audio, video > source, audio > source") && name === "src") element.closest("video, audio").load();
    });
  };
  const ready = async (element, address) => {
    const image = new Image();
    image.src = new URL(address, element.baseURI).href;
    try { await image.decode(); } catch { /* gone: then the page shows that */ }
  };

  /* ---- the stream of events ------------------------------------------------------------------------------------------ */

  let source = null;
  let retry = 0;
  let delay = 500;
  let patience = 0;

  const waiting = make("p", { class: "instep-waiting", hidden: true }, "Waiting for the preview…");
  dock.append(waiting);

  /** Browsers allow a site six connections; a tab nobody looks at gives its one back. */
  const disconnect = () => {
    clearTimeout(retry);
    source?.close();
    source = null;
  };

  const connect = () => {
    if (source || document.hidden) return;
    clearTimeout(retry);
    patience ||= setTimeout(() => { waiting.hidden = false; }, 2000);
    source = new EventSource(`/_instep/events?page=${encodeURIComponent(location.pathname)}&etag=${encodeURIComponent(etag)}`);
    source.onopen = () => {
      clearTimeout(patience);
      patience = 0;
      delay = 500;
      waiting.hidden = true;
    };
    // The browser would try again by itself, but with the etag of a page that is no longer shown, and slowly.
    source.onerror = () => {
      disconnect();
      patience ||= setTimeout(() => { waiting.hidden = false; }, 2000);
      retry = setTimeout(connect, delay);
      delay = Math.min(2000, delay * 1.5);
    };
    const on = (name, then) => source.addEventListener(name, ({ data }) => then(JSON.parse(data)));
    on("page", (page) => follow(page.etag));
    on("problems", (found) => problems.show(found));
    on("asset", ({ paths }) => repaint(paths));
    on("follow", ({ url }) => go(url));
  };
  const reconnect = () => { disconnect(); connect(); };

  const go = (address) => {
    const url = new URL(address, location.origin);
    const name = ({ pathname }) => plain(pathname).replace(/index\.html$/, "");
    if (!document.hidden && url.origin === location.origin && name(url) !== name(location)) location.assign(url);
  };

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return connect();
    disconnect();
    clearTimeout(patience);
    patience = 0;
  });
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) reconnect(); });
  addEventListener("focus", connect);
  addEventListener("online", reconnect);
  // A connection that slept with the machine looks open and is dead. Only the clock tells.
  let tick = Date.now();
  setInterval(() => {
    if (Date.now() - tick > 20_000) reconnect();
    tick = Date.now();
  }, 5000);

  /* ---- problems ------------------------------------------------------------------------------------------------------ */

  const WAYS = editor
    ? "To open a line in your editor: Alt and click its statement, or press e and choose a tag."
    : "To see where a statement is written: Alt and click it, or press e for all of them.";
  const SEVERITY = { error: "Problem", warning: "Warning", hint: "Hint" };
  const MOST = 100;

  const place = ({ path, line, column, href }) => {
    const text = line ? `${path}:${line}` : path;
    const title = line && column ? `${path}, line ${line}, column ${column}` : path;
    return href ? make("a", { class: "instep-place", href, title }, text) : make("span", { class: "instep-place", title }, text);
  };

  const problems = (() => {
    const summary = make("span");
    const toggle = make("button", { type: "button", class: "instep-toggle", "aria-controls": "instep-problems", "aria-expanded": "false" }, summary);
    const first = make("p", { class: "instep-first" });
    const hint = make("details", { class: "instep-hint" }, make("summary", { "aria-label": "How to get from the page to a line", title: WAYS }, "?"), make("p", {}, WAYS));
    const list = make("ol", { role: "list" });
    const panel = make("section", { id: "instep-problems", class: "instep-panel", "aria-label": "Problems", tabindex: "-1", hidden: true }, list);
    const bar = make("div", { class: "instep-bar", hidden: true }, panel, make("div", { class: "instep-line" }, toggle, first, hint));
    dock.append(bar);

    const open = (yes) => {
      const inside = panel.contains(document.activeElement);
      panel.hidden = !yes;
      bar.classList.toggle("instep-open", yes);
      toggle.setAttribute("aria-expanded", yes);
      if (!yes && inside) toggle.focus();
    };
    const choose = (yes) => { open(yes); memory.set({ open: yes }); };
    toggle.addEventListener("click", () => choose(panel.hidden));

    // Backquotes are how a terminal shows code.
    const prose = (text) => text.split("`").map((part, i) => i % 2 ? make("code", {}, part) : part);
    const entry = (problem) => make("li", { class: `instep-${problem.severity}` },
      make("p", {}, make("strong", {}, SEVERITY[problem.severity] ?? problem.severity), " ", ...prose(problem.message)),
      problem.path && make("p", {}, place(problem)),
      problem.frame && make("pre", {}, problem.frame),
      problem.help && make("p", { class: "instep-help" }, ...prose(problem.help)));

    const show = ({ errors = 0, warnings = 0, list: found = [] }) => {
      const text = [errors && many(errors, "problem"), warnings && many(warnings, "warning")].filter(Boolean).join(", ");
      const told = memory.get().told ?? "";
      if (text !== told) say(text || "No problems any more.");
      memory.set({ told: text });
      if (!text && bar.contains(document.activeElement)) document.activeElement.blur();
      bar.hidden = !text;
      bar.classList.toggle("instep-quiet", !errors);
      if (summary.textContent !== text) summary.textContent = text;
      first.replaceChildren(...errors && found[0] ? [place(found[0]), " ", make("span", {}, ...prose(found[0].message))] : []);
      const rest = found.length - MOST;
      const entries = make("ol", {}, ...found.slice(0, MOST).map(entry), rest > 0 && make("li", {}, `And ${rest} more. They are listed where the preview was started.`));
      // Compared, not replaced: whoever reads the list while somebody types keeps their place in it.
      children(list, entries, new Set());
      open(Boolean(text && memory.get().open));
    };

    return { show, close() { if (bar.hidden || panel.hidden) return false; choose(false); return true; } };
  })();

  /* The page ends above whatever stands at the bottom, and what has the focus is never under it. */
  const room = () => {
    const height = Math.ceil(dock.getBoundingClientRect().height);
    html.style.setProperty("--instep-room", `${height}px`);
    html.classList.toggle("instep-room", height > 0);
    if (!html.classList.length) html.removeAttribute("class");
    const focused = document.activeElement;
    if (!height || !focused || focused === document.body || preview.contains(focused)) return;
    const { top, bottom } = focused.getBoundingClientRect();
    if (top < innerHeight && bottom > innerHeight - height && bottom - top < innerHeight - height) focused.scrollIntoView({ block: "nearest" });
  };
  if (window.ResizeObserver) new ResizeObserver(room).observe(dock);

  /* ---- from a statement to its line ------------------------------------------------------------------------------------ */

  const origin = (element) => {
    const [, path, line, column = "1"] = /^(.*?):(\d+)(?::(\d+))?$/.exec(element.dataset.source) ?? [];
    return path && { path, line, column, href: address(path, line, column) };
  };

  /** What opens the place in the editor, or nothing if no editor is set. */
  const address = (path, line, column) => {
    if (!editor || folder === undefined) return undefined;
    // A colon stays: it is the drive of a path on Windows.
    const encoded = `${folder}/${path}`.replaceAll("\\", "/").split("/").map((part) => encodeURIComponent(part).replaceAll("%3A", ":")).join("/");
    const values = { path: encoded, line, column };
    // `vscode://file/{path}` and a path that begins with a slash make one slash, `file://{path}` keeps its three.
    return editor.replace(/([^/])\/\{path\}/, (_, before) => `${before}${encoded.startsWith("/") ? "" : "/"}{path}`)
      .replace(/\{(path|line|column)\}/g, (_, name) => values[name]);
  };

  const places = (() => {
    let shown = null;
    const leaflet = make("p", { class: "instep-waiting", hidden: true }, editor
      ? "Each tag opens its line in your editor. Alt and click does the same. Escape hides the tags."
      : "Each tag says where its line is. Escape hides the tags.");
    dock.prepend(leaflet);
    const watcher = window.IntersectionObserver && new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) tagOf.get(target)?.classList.toggle("instep-away", !isIntersecting);
    });
    let tagOf = new Map();

    const tag = (item) => {
      const from = origin(item);
      if (!from) return;
      const link = place(from);
      // The name says enough beside the statement; the whole path is in the title.
      link.textContent = `${from.path.split("/").pop()}:${from.line}`;
      tagOf.set(item, link);
      tags.append(link);
    };

    const draw = () => {
      watcher?.disconnect();
      const focused = [...tagOf].find(([, link]) => link === document.activeElement)?.[0];
      tags.replaceChildren();
      tagOf = new Map();
      if (shown === null) return;
      const items = shown === "all" ? document.querySelectorAll("[data-source]") : [shown];
      for (const item of items) if (item.getClientRects().length) tag(item);
      arrange();
      if (shown === "all") for (const item of tagOf.keys()) watcher?.observe(item);
      tagOf.get(focused)?.focus({ preventScroll: true });
    };

    /** A tag stands on the upper edge of its item, at the end, where lines are short; where one is already, it moves below it. */
    const arrange = () => {
      const width = html.clientWidth;
      const rtl = getComputedStyle(document.body).direction === "rtl";
      const sizes = [...tagOf].map(([item, link]) => ({ link, box: item.getBoundingClientRect(), w: link.offsetWidth, h: link.offsetHeight }));
      const taken = [];
      for (const { link, box, w, h } of sizes) {
        const x = Math.max(0, Math.min((rtl ? box.left : box.right - w) + scrollX, width - w));
        let y = Math.max(0, box.top + scrollY - h + 3);
        const hit = () => taken.find((other) => x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h);
        for (let other = hit(), tries = 0; other && tries < 20; other = hit(), tries++) y = other.y + other.h + 1;
        taken.push({ x, y, w, h });
        link.style.translate = `${Math.round(x)}px ${Math.round(y)}px`;
      }
    };

    const set = (next) => {
      shown = next;
      leaflet.hidden = next !== "all";
      draw();
    };

    let soon = 0;
    const refresh = () => {
      if (shown === null) return;
      if (shown !== "all" && !shown.isConnected) return set(null);
      cancelAnimationFrame(soon);
      soon = requestAnimationFrame(draw);
    };
    addEventListener("resize", refresh);
    document.addEventListener("toggle", refresh, true);

    return {
      refresh,
      toggle() {
        set(shown === "all" ? null : "all");
        say(shown ? `${many(tagOf.size, "place")} shown. Escape hides them.` : "Places hidden.");
      },
      one(item) { set(shown === item ? null : item); },
      close() { if (shown === null) return false; set(null); return true; },
    };
  })();

  const visit = (item) => {
    const href = origin(item)?.href;
    if (!href) return places.one(item);
    // A click on a link, not a new location: a page of an editor in the browser opens beside this one.
    const link = make("a", { href, hidden: true, target: /^https?:/.test(href) ? "_blank" : undefined, rel: "noopener" });
    preview.append(link);
    link.click();
    link.remove();
  };

  // Before everything else on the page: with Alt, browsers would download a link.
  document.addEventListener("click", (event) => {
    const item = event.target.closest?.("[data-source]");
    if (!item) return;
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      visit(item);
    } else if (event.target.closest(".mark") && !event.target.closest("a, button, summary")) {
      places.one(item);
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && (places.close() || problems.close())) event.preventDefault();
    if (event.key !== "e" || document.documentElement.dataset.keys === "off" || document.querySelector("dialog[open]") || event.target.closest?.("input, textarea, select") || event.target.isContentEditable) return;
    event.preventDefault();
    places.toggle();
  });

  connect();
})();
