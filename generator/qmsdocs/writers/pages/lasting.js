(function () {
  "use strict";
  var main = document.querySelector("main"), facts = main.dataset, now = new Date();
  var today = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  if (today < facts.asOf) today = facts.asOf;
  var end = new Date(facts.asOf + "T23:59:59");
  end.setDate(end.getDate() + Number(facts.staleAfter));
  var stale = now > end;
  document.querySelector(".stale").hidden = !stale;

  var asked = new URLSearchParams(location.search);
  var label = asked.get("r"), proof = (asked.get("f") || "").toLowerCase();
  if (!label) return;
  var rows = Array.from(document.querySelectorAll("tr[data-r]"));
  var place = rows.findIndex(function (row) { return row.dataset.r === label; });
  var current = rows.findIndex(function (row) { return row.dataset.from <= today; });
  var row = place < 0 ? { r: label, shown: label, f: "", from: "" } : rows[place].dataset;
  var newer = place > 0 ? rows[place - 1].dataset : row;

  function answer() {
    if (facts.ended && facts.ended <= today) return facts.end;
    if (place < 0) return stale ? "aged" : "unknown";
    if (proof && !(proof.length >= 8 && row.f.startsWith(proof))) return "altered";
    if (current >= 0 && place > current) return "superseded";
    if (row.f && !proof) return "unproved";
    return stale ? "aged" : place === current ? "current" : "upcoming";
  }

  var kind = answer();
  var slots = {
    revision: row.shown.slice(0, 40),
    by: newer.shown,
    since: kind === facts.end ? facts.ended : kind === "superseded" ? newer.from : row.from,
    fingerprint: proof.slice(0, 64)
  };
  var shown = document.querySelector(".answer--" + kind);
  shown.querySelectorAll("[data-slot]").forEach(function (slot) { slot.textContent = slots[slot.dataset.slot]; });
  shown.hidden = false;
  document.querySelector(".stale").hidden = !stale || kind === "aged";
  document.body.classList.add("asked");
  if (place >= 0) rows[place].classList.add("asked-for");
})();
