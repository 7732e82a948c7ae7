/* Small helps. Every page is complete without them: the HTML carries dates, this turns them into ages. */
(() => {
  "use strict";
  const root = document.documentElement;

  /* What a reader chose. Storage may be closed (file://, private windows): then it lasts for this page. */
  const store = {
    get(name) { try { return localStorage.getItem("instep-" + name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem("instep-" + name, value); } catch { /* see above */ } },
  };

  /* Colours: the device's, unless the reader chose. */
  const paint = (scheme) => {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };
  const control = (fieldset) => {
    fieldset.hidden = false;
    for (const choice of fieldset.querySelectorAll("input")) choice.checked = choice.value === (store.get("scheme") || "system");
  };

  /* Single keys: off if the reader said so, and never while somebody writes. `data-keys` tells other scripts. */
  const openKeys = () => {
    const dialog = document.querySelector("dialog.keys");
    if (!dialog || dialog.open) return;
    for (const line of dialog.querySelectorAll("[data-needs]")) {
      const found = [...document.querySelectorAll(line.dataset.needs)];
      line.hidden = !found.some((other) => !dialog.contains(other));
    }
    dialog.querySelector("[type=checkbox]").checked = root.dataset.keys !== "off";
    dialog.showModal();
  };
  const press = (event) => {
    if (event.defaultPrevented || event.repeat || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const { key, target } = event;
    if (root.dataset.keys === "off" || target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select") || target.isContentEditable) return;
    const open = document.querySelector("dialog[open]");
    if (key === "?" && open) { if (open.matches(".keys")) open.close(); return; }
    if (open || key.length !== 1) return;
    const rel = { "[": "prev", "]": "next" }[key];
    const link = rel ? document.querySelector(`link[rel=${rel}]`) : document.querySelector(`a[data-key="${CSS.escape(key)}"]`);
    if (key === "?") openKeys();
    else if (key === "/" && document.querySelector("form.search")) seek();
    else if (rel && link) location.href = link.href;
    else if (link) link.click();
    else return;
    event.preventDefault();
  };

  /* Ages, in whole days of the calendar. On paper the dates come back, because paper grows old. */
  const days = (iso) => {
    const today = new Date();
    const [year, month = 1, day = 1] = iso.split("-").map(Number);
    return Math.round((Date.UTC(today.getFullYear(), today.getMonth(), today.getDate()) - Date.UTC(year, month - 1, day)) / 864e5);
  };
  const ago = (words, n) => n < 0 ? null : n < 45 ? words.format(-n, "day") : n < 548 ? words.format(-Math.round(n / 30.44), "month") : words.format(-Math.round(n / 365.25), "year");
  const ages = (page, aged) => {
    const words = new Intl.RelativeTimeFormat(page.documentElement.lang || "en", { numeric: "auto" });
    for (const time of page.querySelectorAll("time.ago")) {
      const age = ago(words, days(time.dateTime));
      if (!age) continue;
      const date = time.dataset.date ??= time.textContent;
      time.textContent = aged ? age : date;
      time.title = aged ? date : "";
    }
  };

  /* The three bars, for the day on which the page is read. */
  const bars = (fresh, limits) => {
    const time = fresh.querySelector("time");
    if (!time) return;
    const n = days(time.dateTime);
    fresh.classList.remove("level-0", "level-1", "level-2", "level-3");
    fresh.classList.add("level-" + (n <= limits[0] ? 3 : n <= limits[1] ? 2 : n <= limits[2] ? 1 : 0));
  };

  /* Share cards: copied only where the browser can, which is neither on file:// nor on plain http. */
  const copying = "ClipboardItem" in window && navigator.clipboard?.write && location.protocol !== "file:";
  const copy = async (button) => {
    const picture = fetch(new URL(button.dataset.copy, document.baseURI)).then((answer) => answer.blob());
    try { await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]); } catch { return; }
    button.textContent = button.dataset.done;
  };

  const enhance = (page) => {
    page.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = !copying; });
    const limits = (page.documentElement.dataset.fresh || "90 180 365").split(" ").map(Number);
    page.querySelectorAll(".scheme").forEach(control);
    page.querySelectorAll(".open-keys").forEach((button) => { button.hidden = false; });
    page.querySelectorAll(".fresh").forEach((fresh) => bars(fresh, limits));
    ages(page, true);
  };

  /* Search comes when it is first wanted: by its button, by the key, or in the field of its own page. */
  const fetchSearch = (then) => {
    const form = document.querySelector("form.search");
    if (window.instepSearch?.open) return then();
    if (form.dataset.wanted) return;
    form.dataset.wanted = "yes";
    const script = document.createElement("script");
    script.src = form.dataset.script;
    script.onload = then;
    script.onerror = () => form.submit();
    document.head.append(script);
  };
  const seek = () => fetchSearch(() => window.instepSearch.open());
  const results = document.querySelector("form.search-page");
  if (results && new URL(location).searchParams.get("q")) fetchSearch(() => {});
  else results?.addEventListener("focusin", () => fetchSearch(() => {}), { once: true });
  document.addEventListener("submit", (event) => { if (event.target.matches("form.search")) { event.preventDefault(); seek(); } });
  paint(store.get("scheme"));
  if (store.get("keys") === "off") root.dataset.keys = "off";
  enhance(document);
  /* The live preview hands over the new page before it compares it with this one: then both tell ages, not dates. */
  document.addEventListener("instep:update", (event) => enhance(event.detail));
  document.addEventListener("change", ({ target }) => {
    if (target.closest(".scheme")) {
      paint(target.value);
      store.set("scheme", target.value);
    } else if (target.closest(".keys")) {
      root.dataset.keys = target.checked ? "on" : "off";
      store.set("keys", root.dataset.keys);
    }
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-copy]");
    if (button) copy(button);
    else if (target.closest(".open-keys")) openKeys();
  });
  document.addEventListener("keydown", press);
  /* On paper everything is open and carries its date. */
  const folded = () => document.querySelectorAll("main details");
  addEventListener("beforeprint", () => {
    ages(document, false);
    for (const details of folded()) if (!details.open) { details.open = true; details.dataset.shut = ""; }
  });
  addEventListener("afterprint", () => {
    ages(document, true);
    for (const details of folded()) if ("shut" in details.dataset) { details.open = false; delete details.dataset.shut; }
  });
})();
