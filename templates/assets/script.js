/* Small helps. Every page is complete without them: the HTML carries dates, this turns them into ages. */
(() => {
  "use strict";
  const root = document.documentElement;

  /* Colours: the device's, unless the reader chose. Storage may be closed (file://, private windows). */
  const store = {
    get() { try { return localStorage.getItem("instep-scheme"); } catch { return null; } },
    set(value) { try { localStorage.setItem("instep-scheme", value); } catch { /* then it lasts for this page */ } },
  };
  const paint = (scheme) => {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };
  const control = (fieldset) => {
    fieldset.hidden = false;
    for (const choice of fieldset.querySelectorAll("input")) choice.checked = choice.value === (store.get() || "system");
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

  const enhance = (page) => {
    const limits = (page.documentElement.dataset.fresh || "90 180 365").split(" ").map(Number);
    page.querySelectorAll(".scheme").forEach(control);
    page.querySelectorAll(".fresh").forEach((fresh) => bars(fresh, limits));
    ages(page, true);
  };

  /* Search comes when it is first wanted: by its button, or by the key. */
  const seek = () => {
    const form = document.querySelector("form.search");
    if (window.instepSearch?.open) return window.instepSearch.open();
    if (form.dataset.wanted) return;
    form.dataset.wanted = "yes";
    const script = document.createElement("script");
    script.src = form.dataset.script;
    script.onload = () => window.instepSearch.open();
    script.onerror = () => form.submit();
    document.head.append(script);
  };
  document.addEventListener("submit", (event) => { if (event.target.matches("form.search")) { event.preventDefault(); seek(); } });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
    if (!document.querySelector("form.search")) return;
    event.preventDefault();
    seek();
  });

  paint(store.get());
  enhance(document);
  /* The live preview hands over the new page before it compares it with this one: then both tell ages, not dates. */
  document.addEventListener("instep:update", (event) => enhance(event.detail));
  document.addEventListener("change", ({ target }) => {
    if (!target.closest(".scheme")) return;
    paint(target.value);
    store.set(target.value);
  });
  addEventListener("beforeprint", () => ages(document, false));
  addEventListener("afterprint", () => ages(document, true));
})();
