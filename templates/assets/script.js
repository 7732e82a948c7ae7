/* Small helps. Every page is complete without them: the HTML carries dates, this turns them into ages. */
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];

  /* Colours: the device's, unless the reader chose. Storage may be closed (file://, private windows). */
  const store = {
    get() { try { return localStorage.getItem("instep-scheme"); } catch { return null; } },
    set(value) { try { localStorage.setItem("instep-scheme", value); } catch { /* then it lasts for this page */ } },
  };
  const paint = (scheme) => {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };
  paint(store.get());
  for (const control of all(".scheme")) {
    control.hidden = false;
    for (const choice of control.querySelectorAll("input")) choice.checked = choice.value === (store.get() || "system");
    control.addEventListener("change", (event) => { paint(event.target.value); store.set(event.target.value); });
  }

  /* Ages, in whole days of the calendar. On paper the dates come back, because paper grows old. */
  const today = new Date();
  const days = (iso) => {
    const [year, month = 1, day = 1] = iso.split("-").map(Number);
    return Math.round((Date.UTC(today.getFullYear(), today.getMonth(), today.getDate()) - Date.UTC(year, month - 1, day)) / 864e5);
  };
  const words = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "auto" });
  const ago = (n) => n < 0 ? null : n < 45 ? words.format(-n, "day") : n < 548 ? words.format(-Math.round(n / 30.44), "month") : words.format(-Math.round(n / 365.25), "year");
  const times = all("time.ago").map((time) => ({ time, date: time.textContent, age: ago(days(time.dateTime)) })).filter(({ age }) => age);
  const show = (aged) => { for (const { time, date, age } of times) { time.textContent = aged ? age : date; time.title = aged ? date : ""; } };
  show(true);
  addEventListener("beforeprint", () => show(false));
  addEventListener("afterprint", () => show(true));

  /* The three bars, for the day on which the page is read. */
  const limits = (root.dataset.fresh || "90 180 365").split(" ").map(Number);
  for (const fresh of all(".fresh")) {
    const time = fresh.querySelector("time");
    if (!time) continue;
    const n = days(time.dateTime);
    fresh.classList.remove("level-0", "level-1", "level-2", "level-3");
    fresh.classList.add("level-" + (n <= limits[0] ? 3 : n <= limits[1] ? 2 : n <= limits[2] ? 1 : 0));
  }
})();
