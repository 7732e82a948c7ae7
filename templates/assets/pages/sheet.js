/* Whether the sheet in somebody's hand is still true: its id stands at the end of the address. Everything is listed without this. */
(() => {
  "use strict";
  const look = () => {
    const id = location.hash.slice(1).toLowerCase();
    if (!/^[a-z2-7]{8}$/.test(id)) return;
    const sections = [...document.querySelectorAll(".sheet-status")];
    const alone = sections.length === 1;
    for (const section of sections) {
      const here = section.querySelector(".this");
      const entries = [...section.querySelectorAll(".known > li")];
      const mine = entries.find((entry) => entry.id === id);
      const current = section.dataset.now === id;
      /* On the page of one sheet, an id that nobody noted down is an older one. */
      here.textContent = current ? here.dataset.current : mine || !alone ? "" : here.dataset.unknown;
      here.hidden = !here.textContent;
      entries.forEach((entry) => { entry.hidden = alone && (current || mine) && entry !== mine; });
      if (mine) mine.scrollIntoView({ block: "nearest" });
    }
  };
  addEventListener("hashchange", look);
  look();
})();
