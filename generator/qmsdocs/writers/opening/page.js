// Comforts of the page: language, filter, and the place where a zip is dropped to be checked.

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** A text of the page with its {values}. */
function told(language, key, values = {}) {
  return SETTINGS.texts[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const views = [...document.querySelectorAll(".view")];

// ── Language ──────────────────────────────────────────────────────────────

/** The name of the window and its language are those of what is shown. */
function followLanguage() {
  const chosen = document.querySelector(".choice:checked");
  const view = views.find((each) => each.lang === chosen?.value) ?? views[0];
  document.title = view.dataset.title;
  document.documentElement.lang = view.lang;
}

document.querySelectorAll(".choice").forEach((choice) => choice.addEventListener("change", followLanguage));
addEventListener("pageshow", followLanguage);

// ── Filter ────────────────────────────────────────────────────────────────

function makeFilter(view) {
  const place = view.querySelector(".filter"), input = place.querySelector("input"), count = place.querySelector("span");
  const rows = [...view.querySelectorAll("tbody tr")], nothing = view.querySelector(".nothing");
  const tables = [...view.querySelectorAll("table")], sections = [...view.querySelectorAll("section")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const isEmpty = (part) => !part.querySelector("tbody tr:not([hidden])");
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, number) => (row.hidden = !words.every((word) => texts[number].includes(word))));
    const shown = rows.filter((row) => !row.hidden).length;
    for (const table of tables) {
      table.hidden = isEmpty(table);
      if (table.previousElementSibling?.tagName === "H3") table.previousElementSibling.hidden = table.hidden;
    }
    for (const section of sections) if (section.querySelector("table")) section.hidden = isEmpty(section);
    count.textContent = words.length ? told(view.lang, "filtered", { shown, all: rows.length }) : "";
    nothing.hidden = shown > 0;
  };
  input.addEventListener("input", show);
  place.hidden = false;
  show(); // a browser may have kept what was typed
}

views.forEach(makeFilter);

// ── Check ─────────────────────────────────────────────────────────────────

const MOST = 200; // how many altered files are named
const checks = [...document.querySelectorAll(".check")];
let latest = 0, checked = null;

/** The table of what was found out about the zip. */
function findings(language, name, outcome) {
  const say = (key, values) => told(language, key, values);
  const list = element("dl");
  const add = (key, value, literal) =>
    list.append(element("dt", { textContent: say(key) }), element("dd", {}, literal ? element("code", {}, value) : value));
  add("file", name);
  add("size", outcome.size.toLocaleString(language));
  if (outcome.files) add("files", String(outcome.files));
  add("sha256", outcome.sha256, true);
  const manifest = outcome.manifest;
  if (!manifest) return [list];
  const values = { day: manifest.as_of, commit: manifest.commit };
  add("states", say(manifest.commit ? "states.day" : "states.day-alone", values));
  const signer = manifest.signer;
  const signed = signer ? (outcome.hasSignature ? "signed" : "signature-gone") : "unsigned";
  if (signer || !outcome.hasSignature) add("signature", say(signed, { name: signer?.name, key: outcome.key }));
  if (signed !== "signed") return [list];
  const command = `ssh-keygen -Y verify -f ${SETTINGS.signers} -I ${signer.person} -n ${SETTINGS.namespace} ` +
    `-s ${SETTINGS.signature} < ${SETTINGS.sums}`;
  return [list, element("p", { textContent: say("command") }), element("pre", { textContent: command })];
}

/** What is said of the zip in one language. */
function verdict(language, name, outcome) {
  const say = (key, values) => told(language, key, values);
  const good = outcome.problems.length === 0, word = good ? "intact" : "altered";
  const head = element("p", { className: `verdict ${good ? "good" : "bad"}` }, `${good ? "✓" : "✕"} ${say(word)}`);
  const list = element("ul");
  for (const problem of outcome.problems.slice(0, MOST)) list.append(element("li", {}, say(problem.what, problem)));
  const rest = outcome.problems.length - MOST;
  if (rest > 0) list.append(element("li", {}, say("more", { count: rest })));
  return [head, element("p", {}, say(`${word}.what`)), ...(good ? [] : [list]), ...findings(language, name, outcome)];
}

function showEverywhere(content) {
  for (const check of checks) check.querySelector(".outcome").replaceChildren(...content(check.dataset.language));
}

function showUnchecked(reason) {
  showEverywhere((language) => [
    element("p", { className: "verdict bad" }, told(language, "unchecked")),
    element("p", {}, told(language, reason)),
  ]);
}

/** Whether the digest that somebody pasted is that of the zip; a whole line of sha256sum will do. */
function compareDigest() {
  for (const check of checks) {
    const text = check.querySelector(".digest").value.trim(), place = check.querySelector(".compared");
    const found = /(?:^|[^0-9a-f])([0-9a-f]{64})(?![0-9a-f])/i.exec(text)?.[1].toLowerCase();
    const answer = !text ? "" : !found ? "no-digest" : !checked ? "" : found === checked.sha256 ? "match" : "no-match";
    place.textContent = answer && told(check.dataset.language, answer);
    place.className = `compared ${answer === "match" ? "good" : "bad"}`;
  }
}

async function check(file) {
  const turn = ++latest, bars = [];
  checked = null;
  compareDigest();
  if (!globalThis.crypto?.subtle) return showUnchecked("no-crypto");
  showEverywhere((language) => {
    const bar = element("progress", { max: 1, value: 0 });
    bars.push(bar);
    return [element("p", {}, told(language, "reading", { file: file.name })), bar];
  });
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const outcome = await checkBundle(bytes, (share) => bars.forEach((bar) => (bar.value = share)));
    if (turn !== latest) return; // another zip was dropped meanwhile
    checked = outcome;
    showEverywhere((language) => verdict(language, file.name, outcome));
    compareDigest();
  } catch (problem) {
    if (turn === latest) showUnchecked("unreadable");
  }
}

document.querySelectorAll(".without-script").forEach((notice) => (notice.hidden = true));
for (const place of checks) {
  place.hidden = false;
  place.querySelector(".digest").addEventListener("input", (event) => {
    checks.forEach((each) => (each.querySelector(".digest").value = event.target.value));
    compareDigest();
  });
  place.querySelector(".choose").addEventListener("change", (event) => {
    if (event.target.files[0]) check(event.target.files[0]);
    event.target.value = ""; // the same zip may be chosen again
  });
}

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");

addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  document.body.classList.add("dropping");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dropping");
});
addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  document.body.classList.remove("dropping");
  const file = event.dataTransfer.files[0];
  if (!file) return;
  views.find((view) => view.checkVisibility?.() ?? true)?.querySelector(".check").scrollIntoView({ block: "nearest" });
  check(file);
});
