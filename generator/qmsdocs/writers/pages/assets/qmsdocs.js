// Small comforts on pages that work without them: sort and filter of registers, the age of the copy, print, problems in `serve`.
(function () {
  "use strict";

  function element(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }

  // ── Registers: a filter box, and heads that sort ──────────────────────────

  function sortBy(table, place, head) {
    var body = table.tBodies[0];
    var down = head.getAttribute("aria-sort") === "ascending";
    var order = new Intl.Collator(document.documentElement.lang, { numeric: true });
    var text = function (row) { return row.cells[place] ? row.cells[place].textContent.trim() : ""; };
    var rows = Array.from(body.rows).sort(function (one, other) {
      var a = text(one), b = text(other);
      if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
      return down ? order.compare(b, a) : order.compare(a, b);
    });
    Array.from(table.tHead.rows[0].cells).forEach(function (cell) { cell.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.forEach(function (row) { body.appendChild(row); });
  }

  function makeSortable(table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (head, place) {
      var button = element("button", { type: "button", title: table.dataset.sort });
      button.append.apply(button, Array.from(head.childNodes));
      button.addEventListener("click", function () { sortBy(table, place, head); });
      head.appendChild(button);
    });
  }

  function makeFilter(table) {
    var rows = Array.from(table.tBodies[0].rows);
    var input = element("input", { type: "search", placeholder: table.dataset.filter });
    input.setAttribute("aria-label", table.dataset.filter);
    var count = element("span", {});
    count.setAttribute("role", "status");
    var show = function () {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      var shown = 0;
      rows.forEach(function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !words.every(function (word) { return text.includes(word); });
        if (!row.hidden) shown += 1;
      });
      count.textContent = table.dataset.count.replace("{shown}", shown).replace("{all}", rows.length);
    };
    input.addEventListener("input", show);
    var tools = element("div", { className: "q-tools" });
    tools.append(input, count);
    (table.closest(".q-frame") || table).before(tools);
    show();
  }

  document.querySelectorAll("table[data-filter]").forEach(function (table) {
    makeSortable(table);
    makeFilter(table);
  });

  // ── The age of this copy ──────────────────────────────────────────────────

  function warnWhenStale(foot) {
    var end = new Date(foot.dataset.asOf + "T23:59:59");
    end.setDate(end.getDate() + Number(foot.dataset.staleAfter));
    if (new Date() <= end) return;
    var notice = element("div", { className: "q-notice q-notice--stale" });
    notice.setAttribute("role", "alert");
    notice.appendChild(element("p", { textContent: foot.dataset.stale }));
    document.querySelector(".q-page").prepend(notice);
  }

  document.querySelectorAll(".q-foot[data-as-of]").forEach(warnWhenStale);

  // ── Print: what is folded is printed ──────────────────────────────────────

  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll(".q-page details:not([open])"));
    opened.forEach(function (details) { details.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
  });

  // ── `serve`: what is wrong with the sources ───────────────────────────────

  addEventListener("DOMContentLoaded", function () {
    if (!window.qmsdocsProblems) return;
    var panel = element("pre", { className: "q-problems", textContent: window.qmsdocsProblems });
    panel.setAttribute("role", "alert");
    document.body.appendChild(panel);
  });
})();
