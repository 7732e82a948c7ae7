/* The display on a wall: pause, keys, hours, and the newest build. Plain turning needs none of this. */
(() => {
  "use strict";
  const root = document.documentElement;
  const wall = document.querySelector(".wall");
  const slides = [...document.querySelectorAll(".slide")];
  const button = document.querySelector(".pause");
  const help = document.querySelector(".help");
  if (!wall || !slides.length) return;
  const online = location.protocol.startsWith("http");
  const big = matchMedia("(min-width: 45.01rem) and (min-height: 28.01rem)");
  let at = Math.max(0, parseInt(location.hash.slice(1), 10) - 1 || 0) % slides.length;
  let turn = at, timer = 0, paused = false, known = null, stale = false;

  /* Outside of its hours the screen is black: a wall that nobody sees need not burn. */
  const open = (time) => {
    const [from, to] = (wall.dataset.hours || "").split("-").map((text) => text.split(":").reduce((hour, minute) => hour * 60 + +minute, 0));
    if (to === undefined) return true;
    const now = time.getHours() * 60 + time.getMinutes();
    return from < to ? now >= from && now < to : now >= from || now < to;
  };
  const look = () => root.classList.toggle("off", !open(new Date()));

  /* One slide: the one before stays below it until it is covered. Sides change and everything moves a little, so that nothing burns in. */
  const show = (next) => {
    const old = slides[at];
    at = (next + slides.length) % slides.length;
    const now = slides[at];
    for (const slide of slides) slide.classList.remove("now", "was");
    if (old !== now) {
      old.classList.add("was");
      setTimeout(() => old.classList.remove("was"), 700);
    }
    for (const name of [...now.classList]) if (name.startsWith("orbit-")) now.classList.remove(name);
    now.classList.add("now", "orbit-" + (turn % 8));
    now.classList.toggle("mirrored", turn % 2 === 1);
    turn += 1;
    look();
    wait();
  };
  const wait = () => {
    clearTimeout(timer);
    if (!paused && big.matches) timer = setTimeout(go, slides[at].dataset.seconds * 1000);
  };

  /* Elsewhere only if somebody answers there: otherwise this loop goes round again. */
  const leave = async (address) => {
    try {
      if (online && !(await fetch(address, { cache: "no-store" })).ok) return false;
    } catch { return false; }
    if (address.split("#")[0] === location.href.split("#")[0]) {
      history.replaceState(null, "", address);
      location.reload();
    } else location.replace(address);
    return true;
  };
  const go = async () => {
    const next = at + 1;
    const loop = wall.dataset.next && next === slides.length;
    if (loop && await leave(new URL(wall.dataset.next, location.href).href)) return;
    if (stale && await leave(location.href.split("#")[0] + "#" + (next % slides.length + 1))) return;
    show(next);
  };

  /* A new build: its name is asked for about once a minute; the page is taken anew between two slides. */
  const ask = async () => {
    look();
    try {
      const answer = await fetch(wall.dataset.build, { cache: "no-store" });
      const { id } = answer.ok ? await answer.json() : {};
      if (id) stale = known !== null && known !== id;
      known ??= id ?? null;
    } catch { /* No answer: what is here is shown on. */ }
    setTimeout(ask, 55000 + Math.random() * 10000);
  };

  const pause = () => {
    paused = !paused;
    button.textContent = paused ? button.dataset.go : button.dataset.pause;
    root.classList.toggle("paused", paused);
    wait();
  };
  let asleep = 0;
  const wake = () => {
    root.classList.add("awake");
    clearTimeout(asleep);
    asleep = setTimeout(() => root.classList.remove("awake"), 4000);
  };
  const tell = () => {
    help.textContent = help.dataset.help;
    wake();
    setTimeout(() => { help.textContent = ""; }, 4000);
  };
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const does = {
      " ": pause, "?": tell,
      ArrowRight: () => show(at + (root.dir === "rtl" ? -1 : 1)), ArrowLeft: () => show(at - (root.dir === "rtl" ? -1 : 1)),
    }[event.key];
    if (!does || (event.key === " " && event.target.closest("button, a"))) return;
    event.preventDefault();
    does();
  });
  addEventListener("pointermove", wake);
  button.addEventListener("click", pause);
  big.addEventListener("change", () => show(at));
  button.hidden = false;
  root.classList.add("scripted");
  show(at);
  if (online) ask();
  else setInterval(look, 60000);
})();
