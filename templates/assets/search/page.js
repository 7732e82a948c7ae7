/* The page of results: its field, its filters and up to forty results, with what was asked in the address. */
instepSearch("page", ({ own, page, filterBar, watch, row, safe }) => {
  const SHOWN = 40;
  const input = own.querySelector("input"), list = document.querySelector("ol.found");
  own.insertAdjacentHTML("beforeend", filterBar());
  own.addEventListener("submit", (event) => event.preventDefault());
  own.addEventListener("answer", () => {
    list.hidden = !list.children[0];
    history.replaceState(null, "", page.search || location.pathname);
  });
  input.value ||= new URL(location).searchParams.get("q") ?? "";
  const update = watch(own, list, document.querySelector(".search-status"), SHOWN,
    (entry, hit) => `<li><a href="${safe(entry.href)}">${row(entry, hit, 320)}</a></li>`);
  if (input.value) update();
});
