/* Search: see ARCHITECTURE.md. */
(() => {
  "use strict";
  const folder = new URL("search/", document.currentScript.src), root = new URL("../../", folder);
  const SHOWN = 8, MANY = 40, SHARDS = 4;
  const form = document.querySelector("header.site form.search"), own = document.querySelector("form.search-page");
  const page = new URL("search/index.html", root);
  let files = {}, waiting = {}, version = "", question = 0, index, dialog;

  window.instepSearch = (name, data) => waiting[name](data);
  const load = (name) => files[name] ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    waiting[name] = done;
    script.onload = () => script.remove();
    script.onerror = () => { delete files[name]; failed(); };
    script.src = new URL(`${name}.js?v=${version}`, folder);
    document.head.append(script);
  });
  const start = async () => {
    const [data, signs] = await Promise.all([load("index"), load("signs")]);
    ({ version } = index = { ...data, signs });
  };

  /* Texts: the same as terms.rs. */
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", ς: "σ" };
  const LETTER = "[\\p{Alphabetic}\\p{N}\\p{M}]";
  const UNSPACED = "[\\u0e00-\\u0e7f\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{2ffff}]";
  const RUN = new RegExp(`(?:(?=${LETTER})${UNSPACED}\\p{M}*)+|(?:(?!${UNSPACED})${LETTER})+`, "gu");
  const PAIRS = new RegExp("^" + UNSPACED, "u");
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/g, "")
    .toLowerCase().replace(/[ßæœþøđðłıς]/g, (c) => LETTERS[c]).normalize("NFC");
  const runs = (text) => [...text.matchAll(RUN)];
  const termsIn = (text) => [...new Set(runs(text).flatMap(([run]) => {
    const all = [...fold(run)];
    if (!PAIRS.test(run)) return all.slice(0, 40).join("");
    return all.length < 2 ? all : all.slice(1).map((c, at) => all[at] + c);
  }))].filter(Boolean);

  const decode = (text) => {
    const numbers = [];
    let next = 0, value = 0, unit = 1;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at), digit = code - 32 - (code > 34) - (code > 92);
      if (digit > 45) { value += (digit - 46) * unit; unit *= 46; continue; }
      numbers.push(next += value + digit * unit);
      next++; value = 0; unit = 1;
    }
    return numbers;
  };
  const shardOf = (holds) => Math.max(0, index.terms.findLastIndex(holds));
  const shard = async (at) => (await load("t" + at)).map(([text, n, entries, forms = []], i) => ({ number: index.terms[at][1] + i, text, n, entries, forms }));
  const withPrefix = async (prefix) => {
    const first = shardOf(([term]) => term <= prefix);
    const wanted = index.terms.slice(first, first + SHARDS).map(([term], at) => !at || term.startsWith(prefix) ? shard(first + at) : []);
    return (await Promise.all(wanted)).flat().filter((term) => term.text.startsWith(prefix));
  };
  const numbered = async (number) => (await shard(shardOf(([, from]) => from <= number))).find((term) => term.number === number);

  const exactly = async (text) => (await withPrefix(text)).filter((term) => term.text === text);

  /* The terms of a word, with how far each is from it. */
  const termsOf = async (word) => {
    const found = await withPrefix(word), exact = found.filter((term) => term.text === word);
    const forms = await Promise.all(exact.flatMap((term) => term.forms.slice(0, 12).map((away) => numbered(term.number + away))));
    const known = new Set([...exact, ...forms].map((term) => term.text));
    const near = found.filter((term) => !known.has(term.text)).sort((a, b) => b.n - a.n).slice(0, MANY);
    const meant = found[0] ? [] : await Promise.all((await load("mistakes"))(await load("vocabulary"), word).map(exactly));
    return [exact, forms, near, meant.flat()].flatMap((terms, far) => terms.map((term) => [term, far]));
  };

  /* The entries that have a word. What many have is read in chunks. */
  const listOf = async (terms) => {
    const far = new Map();
    const put = (entries, n) => entries.forEach((entry) => { if (!(far.get(entry) <= n)) far.set(entry, n); });
    let open = [];
    for (const [term, n] of terms) {
      if (term.entries.at) put(decode(term.entries), n);
      else open.push({ term, n, next: 0, to: -1 });
    }
    const list = { far, to: () => Math.min(Infinity, ...open.map((one) => one.to)), more: async () => {
      const one = open.sort((a, b) => a.to - b.to || a.n - b.n)[0];
      const entries = decode(await load(`p${one.term.number}-${one.next++}`));
      one.to = entries.at(-1);
      put(entries, one.n);
      open = open.filter((one) => one.next < one.term.entries);
    } };
    while (list.to() < 0) await list.more();
    return list;
  };

  const entryAt = async ([number, rank]) => {
    const [person, voice, text, caption, href, language] = (await load("e" + Math.floor(number / index.perFile)))[number % index.perFile];
    return { number, rank, person: index.people[person], voice, text, caption, href: new URL(href, root).href, language };
  };

  const classOf = (entry, end = 0) => index.classes.findIndex((n) => entry < (end += n));
  const search = async (typed, filters, most) => {
    const words = termsIn(typed);
    const all = await Promise.all(words.map(termsOf));
    const matched = new Set(all.flat().map(([term]) => term.text));
    for (const filter of filters) all.push((await exactly(filter)).map((term) => [term, 0]));
    if (!words.length || all.some((terms) => !terms.length)) return { words, matched, entries: [], total: 0 };
    const lists = await Promise.all(all.map(listOf));
    let hits;
    for (let round = 0; round < MANY; round++) {
      const [fewest, ...others] = lists.map((list) => list.far).sort((a, b) => a.size - b.size);
      hits = [...fewest.keys()].filter((entry) => others.every((far) => far.has(entry)));
      const next = lists.sort((a, b) => a.to() - b.to())[0];
      if (hits.length >= most || next.to() === Infinity) break;
      await next.more();
    }
    hits = hits.map((entry) => [entry, lists.reduce((sum, list) => sum + 2 * list.far.get(entry), classOf(entry))]).sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    /* Words side by side count more than far apart. */
    const read = await Promise.all(hits.slice(0, most + 4).map(entryAt));
    for (const found of read) if (words[1] && (" " + runs(found.text).map(([run]) => fold(run)).join(" ")).includes(" " + words.join(" "))) found.rank -= 3;
    const seen = new Set();
    const entries = read.sort((a, b) => a.rank - b.rank || a.number - b.number).filter(({ text, person }) => seen.size < seen.add(text + "|" + person).size);
    return { words, matched, entries: entries.slice(0, most), total: hits.length - read.length + entries.length };
  };

  const safe = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt()};`);
  const say = (key) => safe(index.words[key] ?? "");
  const counted = (n) => (index.count[new Intl.PluralRules(index.language).select(n)] ?? index.count.other);
  const snippet = (text, { matched, words }, most) => {
    const found = [];
    for (const { 0: run, index: at } of runs(text)) {
      if (!PAIRS.test(run)) { if (matched.has(fold(run))) found.push([at, at + run.length]); continue; }
      for (let i = 0; i < run.length; i++) for (const word of words) if (fold(run.slice(i, i + word.length)) === word) found.push([at + i, at + i + word.length]);
    }
    let at = 0, to = text.length;
    if (to > most) {
      at = Math.max(0, (found[0]?.[0] ?? 0) - most / 3 | 0);
      if (at) at = text.indexOf(" ", at) + 1 || at;
      to = Math.min(to, at + most);
      if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), at + most / 2 | 0);
    }
    let out = at ? "…" : "";
    for (const [start, end] of found) {
      if (end > to || end <= at) continue;
      out += safe(text.slice(at, at = Math.max(at, start))) + `<mark>${safe(text.slice(at, at = end))}</mark>`;
    }
    return out + safe(text.slice(at, to)) + (to < text.length ? "…" : "");
  };
  const sign = ([, , name, hue, pale] = []) => index.signs[name]?.replace("sign ", `sign ${hue}${pale ? " cut-out" : ""} `) ?? '<span class="sign"></span>';
  const row = ({ person, voice, text, caption, language }, hit, most) => {
    const tag = voice ? "q" : "span";
    return `${sign(person)}<span class="what"><${tag}${voice ? ' class="voice"' : ""}${language ? ` lang="${safe(language)}" dir="auto"` : ""}>${snippet(text, hit, most)}</${tag}><small>${safe(caption)}</small></span>`;
  };
  const filterBar = () => {
    const choice = (name, any, mark, all) => all[1] ? `<label><span class="visually-hidden">${say(name)}</span><select name="${name}"><option value="">${say(any)}</option>${
      all.map(([key, label]) => label && `<option value="${mark + safe(key)}">${safe(label)}</option>`).join("")}</select></label>` : "";
    return `<div class="filters" role="group" aria-label="${say("filters")}">${choice("kinds", "any_kind", "#", index.kinds)}${choice("people", "any_person", "@", index.people)}${choice("states", "any_state", "=", index.states)}</div>`;
  };

  /* Shows only the answer to the last question. */
  const watch = (place, list, status, most, draw) => {
    const update = async () => {
      const mine = ++question, input = place.querySelector("input");
      const filters = [...place.querySelectorAll("select")].map((select) => select.value).filter(Boolean);
      const hit = await start().then(() => search(input.value, filters, most)).catch(() => {});
      if (mine !== question) return;
      const n = hit?.entries.length;
      status.innerHTML = !hit ? say("failed") : !hit.words[0] ? "" : !n ? `${say("nothing")} <a href="${safe(form?.dataset.add ?? page)}">${say("add")}</a>`
        : safe(counted(hit.total)).replace("{n}", hit.total) + (hit.total > n ? " " + say("best").replace("{n}", n) : "");
      list.innerHTML = n ? hit.entries.map((entry, at) => draw(entry, hit, at)).join("") : "";
      page.search = input.value && "?" + new URLSearchParams({ q: input.value });
      place.dispatchEvent(new Event("answer"));
    };
    place.addEventListener("input", update);
    return update;
  };

  /* The dialog: a combobox with its list. */
  const build = () => {
    document.body.insertAdjacentHTML("beforeend", `<dialog class="search-dialog" aria-label="${say("title")}"><div class="field">${form?.querySelector("svg")?.outerHTML ?? ""
    }<input type="search" role="combobox" aria-expanded="false" aria-controls="search-list" aria-autocomplete="list" aria-label="${say("title")}" placeholder="${say("placeholder")
    }" autocomplete="off" spellcheck="false" enterkeyhint="go"><button type="button">${say("close")}</button></div>${filterBar()
    }<ul id="search-list" role="listbox" tabindex="-1" aria-label="${say("title")}"></ul><div class="foot"><p role="status"></p> <a>${say("all")}</a></div></dialog>`);
    dialog = document.body.lastElementChild;
    const [input, list, status, all] = ["input", "ul", "p", ".foot > a"].map((one) => dialog.querySelector(one));
    let at;
    const select = (next) => {
      at = next;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", i === at));
      list.children[at]?.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
    };
    const go = (option) => { if (option) { dialog.close(); location.href = option.dataset.href; } };
    watch(dialog, list, status, SHOWN, (entry, hit, at) => `<li id="search-${at}" role="option" data-href="${safe(entry.href)}">${row(entry, hit, 120)}<span class="enter" aria-hidden="true">${say("enter")}</span></li>`);
    dialog.addEventListener("answer", () => {
      input.setAttribute("aria-expanded", !(all.hidden = !list.children[0]));
      all.href = page;
      select(0);
    });
    dialog.addEventListener("click", ({ target }) => { if (target.closest("button") || target === dialog) dialog.close(); else go(target.closest("li")); });
    input.addEventListener("keydown", (event) => {
      const n = list.children.length, { key } = event;
      if (event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
      const next = { ArrowDown: (at + 1) % n, ArrowUp: (at + n - 1) % n, Home: 0, End: n - 1 }[key];
      if (key === "Enter") go(list.children[at]);
      else if (key === "Escape") dialog.close();
      else if (n && next >= 0) select(next);
      else return;
      event.preventDefault();
    });
    all.hidden = true;
  };
  window.instepSearch.open = async () => {
    try { await start(); } catch { location.href = page; return; }
    if (!dialog?.isConnected) build();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").select();
  };

  if (own) Promise.all([load("page"), start()]).then(([results]) => results({ own, page, filterBar, watch, row, safe }), () => {});

  document.addEventListener("instep:update", () => { files = {}; version = Date.now(); dialog?.remove(); });
})();
