/* Search. Loaded when it is first wanted; reads the scripts below search/ that it needs, never more. */
(() => {
  "use strict";
  const folder = new URL("search/", document.currentScript.src);
  const root = new URL("../../", folder);
  const SHOWN = 8, MANY = 40, SHARDS = 4;

  /* ---- files: each hands over its data by name ---- */
  let version = "", index = null, engine = 0;
  let files = new Map(), waiting = new Map();
  window.instepSearch = (name, data) => waiting.get(name)?.(data);
  const load = (name) => {
    if (!files.has(name)) files.set(name, new Promise((done, failed) => {
      const script = document.createElement("script");
      waiting.set(name, done);
      script.onerror = () => { files.delete(name); failed(new Error(name)); };
      script.onload = () => script.remove();
      script.src = new URL(name + ".js" + (version && "?v=" + version), folder);
      document.head.append(script);
    }));
    return files.get(name);
  };
  const start = async () => {
    if (!index) {
      const [data, signs] = await Promise.all([load("index"), load("signs")]);
      version = data.version;
      index = { ...data, signs };
    }
    return index;
  };

  /* ---- from a text to its terms: the same as when the index was made ---- */
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", ς: "σ" };
  const WORD = /[\p{Alphabetic}\p{N}\p{M}]+/gu;
  const UNSPACED = "\\u0e00-\\u0e7f\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{2ffff}";
  const RUN = new RegExp(`(?:[${UNSPACED}]\\p{M}*)+|[^${UNSPACED}]+`, "gu");
  const isUnspaced = (run) => new RegExp(`^[${UNSPACED}]`, "u").test(run);
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/g, "")
    .toLowerCase().replace(/[ßæœþøđðłıς]/g, (c) => LETTERS[c]).normalize("NFC");
  const runs = (text) => [...text.matchAll(WORD)].flatMap((word) => [...word[0].matchAll(RUN)].map((run) => ({ at: word.index + run.index, text: run[0] })));
  const asked = (text) => runs(text).flatMap(({ text: run }) => {
    const all = [...fold(run)];
    if (!isUnspaced(run)) return [all.slice(0, 40).join("")];
    return all.length < 2 ? all : all.slice(1).map((c, at) => all[at] + c);
  }).filter((word, at, all) => word && all.indexOf(word) === at);

  /* ---- terms ---- */
  const ALPHABET = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).filter((c) => c !== '"' && c !== "\\").join("");
  const VALUES = new Map([...ALPHABET].map((c, at) => [c, at]));
  const decode = (text, next = 0) => {
    const numbers = [];
    let value = 0, unit = 1;
    for (const c of text) {
      const digit = VALUES.get(c);
      if (digit >= 46) { value += (digit - 46) * unit; unit *= 46; continue; }
      numbers.push(next += value + digit * unit);
      next++;
      value = 0; unit = 1;
    }
    return numbers;
  };
  /* In the order of code points, as the index is sorted. */
  const before = (a, b) => {
    const one = [...a], two = [...b];
    for (let at = 0; at < one.length && at < two.length; at++) if (one[at] !== two[at]) return one[at].codePointAt(0) < two[at].codePointAt(0);
    return one.length < two.length;
  };
  const shardOf = (holds) => {
    let low = 0, high = index.terms.length;
    while (low + 1 < high) { const middle = (low + high) >> 1; if (holds(index.terms[middle])) low = middle; else high = middle; }
    return low;
  };
  const shard = async (at) => (await load("t" + at)).map(([text, n, entries, forms], i) => ({ number: index.terms[at][1] + i, text, n, entries, forms }));
  const withPrefix = async (prefix) => {
    const first = shardOf(([term]) => !before(prefix, term));
    const wanted = [];
    for (let at = first; at < index.terms.length && wanted.length < SHARDS && (at === first || index.terms[at][0].startsWith(prefix)); at++) wanted.push(shard(at));
    return (await Promise.all(wanted)).flat().filter((term) => term.text.startsWith(prefix));
  };
  const numbered = async (number) => (await shard(shardOf(([, from]) => from <= number))).find((term) => term.number === number);

  /* How many slips of the pen make a word the beginning of another: left out, too many, another, two exchanged. */
  const slips = (word, term, most) => {
    let older, old = Array.from({ length: term.length + 1 }, (_, at) => at), best = most + 1;
    for (let i = 1; i <= word.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= term.length; j++) {
        row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (word[i - 1] === term[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && word[i - 1] === term[j - 2] && word[i - 2] === term[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
        least = Math.min(least, row[j]);
      }
      if (least > most) return best;
      older = old; old = row;
    }
    for (let j = 0; j <= term.length; j++) best = Math.min(best, old[j] + (term.length - j > 3 ? .5 : 0));
    return best;
  };
  let vocabulary = null;
  const meant = async (word) => {
    const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    if (!most) return [];
    if (!vocabulary) {
      let last = "";
      vocabulary = (await load("vocabulary")).split(" ").filter(Boolean).map((entry) => last = [...last].slice(0, entry.charCodeAt(0) - 97).join("") + entry.slice(1));
    }
    let found = [], best = most + .6;
    for (const term of vocabulary) {
      if (term.length < word.length - most) continue;
      const n = slips(word, term.slice(0, word.length + most + 4), most);
      if (n < best) { best = n; found = []; }
      if (n === best && n <= most + .5 && found.length < SHOWN) found.push(term);
    }
    return (await Promise.all(found.map(withPrefix))).map((terms, at) => terms.find((term) => term.text === found[at])).filter(Boolean);
  };

  /* The terms of a word that was typed, each with how far it is from it. */
  const termsOf = async (word) => {
    const found = await withPrefix(word);
    const exact = found.find((term) => term.text === word);
    const forms = await Promise.all((exact?.forms ?? []).slice(0, 12).map((away) => numbered(exact.number + away)));
    const near = found.filter((term) => term !== exact && !forms.some((form) => form?.number === term.number)).sort((a, b) => b.n - a.n).slice(0, 40);
    let all = [...(exact ? [[exact, 0]] : []), ...forms.filter(Boolean).map((term) => [term, 1]), ...near.map((term) => [term, 2])];
    if (!all.length) all = (await meant(word)).map((term) => [term, 3]);
    for (let cut = 1; !all.length && cut <= 4 && word.length - cut >= 4; cut++) {
      all = (await withPrefix(word.slice(0, -cut))).filter((term) => term.text.length <= word.length + 2).slice(0, 12).map((term) => [term, 3]);
    }
    return all;
  };

  /* What has a word: entries with how far their term is from it. What many have is read in chunks, best first. */
  const listOf = async (terms) => {
    const list = { far: new Map(), open: [] };
    const put = (entries, far) => { for (const entry of entries) if (!(list.far.get(entry) <= far)) list.far.set(entry, far); };
    for (const [term, far] of terms) {
      if (typeof term.entries === "string") put(decode(term.entries), far);
      else list.open.push({ term, far, next: 0, to: -1 });
    }
    list.bound = () => Math.min(Infinity, ...list.open.filter((one) => one.next < one.term.entries).map((one) => one.to));
    list.more = async () => {
      const left = list.open.filter((one) => one.next < one.term.entries).sort((a, b) => a.to - b.to || a.far - b.far);
      const one = left[0];
      if (!one) return;
      const entries = decode(await load(`p${one.term.number}-${one.next}`), 0);
      one.next++;
      one.to = entries[entries.length - 1];
      put(entries, one.far);
    };
    while (list.open.some((one) => one.next === 0)) await list.more();
    return list;
  };

  const classOf = (entry) => { let at = 0, end = 0; for (; at < 6; at++) if (entry < (end += index.classes[at])) break; return at; };
  const entryAt = async (number) => {
    const rows = await load("e" + Math.floor(number / index.perFile));
    const [person, voice, text, caption, href, language] = rows[number % index.perFile];
    return { number, person: index.people[person], voice, text, caption, href: new URL(href, root).href, language };
  };

  /* The best entries for what was typed, and how many there are at least. */
  const search = async (typed, filters, most) => {
    const words = asked(typed);
    if (!words.length) return { words, entries: [], total: 0, matched: new Set() };
    const all = await Promise.all(words.map(termsOf));
    const matched = new Set(all.flat().map(([term]) => term.text));
    for (const filter of filters) all.push((await withPrefix(filter)).filter((term) => term.text === filter).map((term) => [term, 0]));
    const none = { words, entries: [], total: 0, matched };
    if (all.some((terms) => !terms.length)) return none;
    const lists = await Promise.all(all.map(listOf));
    let hits = [];
    for (let round = 0; round < 40; round++) {
      const [fewest, ...others] = [...lists].sort((a, b) => a.far.size - b.far.size);
      hits = [...fewest.far.keys()].filter((entry) => others.every((list) => list.far.has(entry)));
      const open = lists.filter((list) => list.bound() < Infinity);
      if (hits.length >= most || !open.length) break;
      await open.sort((a, b) => a.bound() - b.bound())[0].more();
    }
    const rank = (entry) => lists.reduce((sum, list) => sum + 2 * list.far.get(entry), 0) + classOf(entry);
    hits = hits.map((entry) => [entry, rank(entry)]).sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    /* A few more are read than shown: the words side by side count more than far apart. */
    const read = await Promise.all(hits.slice(0, most + 4).map(([entry, rank]) => entryAt(entry).then((found) => ({ ...found, rank }))));
    const phrase = words.length > 1 ? words.join(" ") : null;
    for (const found of read) if (phrase && (" " + runs(found.text).map((run) => fold(run.text)).join(" ")).includes(" " + phrase)) found.rank -= 3;
    const seen = new Set();
    const entries = read.sort((a, b) => a.rank - b.rank || a.number - b.number).filter((found) => {
      const key = found.text + "|" + (found.person?.[0] ?? "");
      return !seen.has(key) && seen.add(key);
    });
    return { words, entries: entries.slice(0, most), total: hits.length, matched };
  };

  /* ---- what is shown ---- */
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const say = (key) => index.words[key] ?? "";
  const results = (n) => (index.count[n === 1 ? 0 : 1] || "").replace("{n}", n);
  const marks = (text, { matched, words }) => {
    const found = [];
    for (const { at, text: run } of runs(text)) {
      if (!isUnspaced(run)) { if (matched.has(fold(run))) found.push([at, at + run.length]); continue; }
      for (let i = 0; i < run.length; i++) for (const word of words) if (fold(run.slice(i, i + word.length)) === word) found.push([at + i, at + i + word.length]);
    }
    return found.sort((a, b) => a[0] - b[0]);
  };
  /* The words around the first that matches, with all that match marked. */
  const snippet = (text, hit, most) => {
    const found = marks(text, hit);
    let from = 0, to = text.length;
    if (text.length > most) {
      from = Math.max(0, (found[0]?.[0] ?? 0) - most / 3);
      if (from) from = text.indexOf(" ", from) + 1 || from;
      to = Math.min(text.length, from + most);
      if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), from + most / 2);
    }
    const out = [from ? "…" : ""];
    let at = from;
    for (const [start, end] of found) {
      if (start < at || end > to) continue;
      out.push(text.slice(at, start), make("mark", {}, text.slice(start, end)));
      at = end;
    }
    return [...out, text.slice(at, to), to < text.length ? "…" : ""];
  };
  const sign = (person) => {
    if (!person || !index.signs[person[2]]) return make("span", { class: "sign" });
    const holder = document.createElement("template");
    holder.innerHTML = index.signs[person[2]];
    const drawn = holder.content.firstElementChild;
    drawn.classList.add(person[3]);
    drawn.classList.toggle("cut-out", !!person[4]);
    return drawn;
  };
  const row = (entry, hit, most) => [sign(entry.person), make("span", { class: "what" },
    make(entry.voice ? "q" : "span", { class: entry.voice ? "voice" : null, cite: entry.voice ? entry.href : null, lang: entry.language }, ...snippet(entry.text, hit, most)),
    make("small", {}, entry.caption))];
  const choice = (name, any, options) => make("label", {}, make("span", { class: "visually-hidden" }, say(name)),
    make("select", { name }, make("option", { value: "" }, say(any)), ...options.map(([value, label]) => make("option", { value }, label))));
  const filterBar = () => make("div", { class: "filters", role: "group", "aria-label": say("filters") }, ...[
    index.kinds.length > 1 && choice("kinds", "any_kind", index.kinds.map(([key, label]) => ["#" + key, label])),
    index.people.length > 1 && choice("people", "any_person", index.people.filter((one) => one[1]).map(([id, name]) => ["@" + id, name])),
    index.states.length > 1 && choice("states", "any_state", index.states.map(([key, label]) => ["=" + key, label])),
  ].filter(Boolean));
  const chosen = (bar) => [...bar.querySelectorAll("select")].map((select) => select.value).filter(Boolean);
  const nothing = () => [say("nothing"), " ", make("a", { href: new URL(addHref, root).href }, say("add"))];
  const form = document.querySelector("header.site form.search");
  const page = form?.getAttribute("action") ?? "search/index.html";
  const addHref = form?.dataset.add ?? "search/index.html";

  /* Asks, and shows only the answer to the last question. */
  const ask = (typed, filters, most, show) => {
    const mine = ++engine;
    return start().then(() => search(typed, filters, most)).then(
      (hit) => { if (mine === engine) show(hit); },
      () => { if (mine === engine) show(null); });
  };

  /* ---- the dialog: a combobox with its list, as the ARIA practices describe it ---- */
  let dialog = null;
  const build = () => {
    const input = make("input", { type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "search-list", "aria-autocomplete": "list", "aria-label": say("title"), placeholder: say("placeholder"), autocomplete: "off", spellcheck: "false", enterkeyhint: "go" });
    const list = make("ul", { id: "search-list", role: "listbox", "aria-label": say("title") });
    const status = make("p", { class: "status", role: "status" });
    const all = make("a", { class: "all", href: page, hidden: "" }, say("all"));
    const bar = filterBar();
    const close = make("button", { type: "button", class: "close" }, say("close"));
    dialog = make("dialog", { class: "search-dialog", "aria-label": say("title") }, make("div", { class: "field" }, input, close), bar, list, status, all);
    let at = -1;
    const select = (next) => {
      const options = list.children;
      at = next;
      for (const [i, option] of [...options].entries()) option.setAttribute("aria-selected", i === at);
      if (options[at]) { input.setAttribute("aria-activedescendant", options[at].id); options[at].scrollIntoView({ block: "nearest" }); }
      else input.removeAttribute("aria-activedescendant");
    };
    const show = (hit) => {
      const entries = hit?.entries ?? [];
      list.replaceChildren(...entries.map((entry, i) => {
        const option = make("li", { id: "search-" + i, role: "option", "aria-selected": "false" }, ...row(entry, hit, 120), make("span", { class: "enter", "aria-hidden": "true" }, say("enter")));
        option.dataset.href = entry.href;
        return option;
      }));
      input.setAttribute("aria-expanded", entries.length > 0);
      select(entries.length ? 0 : -1);
      status.replaceChildren(...(!hit ? [say("failed")] : !hit.words.length ? [] : entries.length ? [results(hit.total)] : nothing()));
      all.hidden = !entries.length;
      const url = new URL(page, document.baseURI);
      url.searchParams.set("q", input.value);
      all.href = url.href;
    };
    const update = () => ask(input.value, chosen(bar), SHOWN, show);
    const go = (option) => { if (option) { dialog.close(); location.href = option.dataset.href; } };
    input.addEventListener("input", update);
    bar.addEventListener("change", update);
    close.addEventListener("click", () => dialog.close());
    list.addEventListener("click", (event) => go(event.target.closest("li")));
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    input.addEventListener("keydown", (event) => {
      const n = list.children.length;
      if (event.isComposing) return;
      if (event.key === "Enter") { event.preventDefault(); go(list.children[at]); return; }
      if (event.key === "Escape") { event.preventDefault(); dialog.close(); return; }
      const next = { ArrowDown: at + 1 >= n ? 0 : at + 1, ArrowUp: at <= 0 ? n - 1 : at - 1, Home: 0, End: n - 1 }[event.key];
      if (next === undefined || !n || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      select(next);
    });
    document.body.append(dialog);
  };
  const open = async () => {
    try { await start(); } catch { location.href = page; return; }
    if (!dialog?.isConnected) build();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").select();
  };

  /* ---- the page ---- */
  const own = document.querySelector("form.search-page");
  const onPage = async () => {
    await start();
    own.hidden = false;
    const input = own.querySelector("input"), list = document.querySelector("ol.found"), status = document.querySelector(".search-status");
    const bar = filterBar();
    own.append(bar);
    const show = (hit) => {
      const entries = hit?.entries ?? [];
      list.replaceChildren(...entries.map((entry) => make("li", {}, make("a", { href: entry.href }, ...row(entry, hit, 320)))));
      list.hidden = !entries.length;
      const few = hit && hit.total > entries.length && entries.length ? [" ", say("few").replace("{n}", entries.length)] : [];
      status.replaceChildren(...(!hit ? [say("failed")] : !hit.words.length ? [] : entries.length ? [results(hit.total), ...few] : nothing()));
    };
    const update = () => {
      const url = new URL(location);
      if (input.value) url.searchParams.set("q", input.value); else url.searchParams.delete("q");
      history.replaceState(null, "", url);
      return ask(input.value, chosen(bar), MANY, show);
    };
    own.addEventListener("submit", (event) => { event.preventDefault(); update(); });
    input.addEventListener("input", update);
    bar.addEventListener("change", update);
    input.value = new URL(location).searchParams.get("q") ?? "";
    if (input.value) update();
  };

  window.instepSearch.open = open;
  /* The preview has a new page: what was read may be old. */
  document.addEventListener("instep:update", () => { files = new Map(); waiting = new Map(); vocabulary = null; index = null; version = "now" + Date.now(); dialog?.remove(); dialog = null; });
  if (own) onPage().catch(() => { /* the list below is complete without it */ });
})();
