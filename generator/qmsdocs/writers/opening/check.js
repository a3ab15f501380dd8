// Whether a zip is a bundle as the program packs it (archive.py), complete and equal to its own manifest and SHA256SUMS.
// `checkBundle` takes its bytes and proves no more than that: not who made it, and not the signature.

const LOCAL = 0x04034b50, DIRECTORY = 0x02014b50, END = 0x06054b50;
const LOCAL_SIZE = 30, DIRECTORY_SIZE = 46, END_SIZE = 22;
const CHECKSUM_AT = 14; // where in a local header the checksum of the content stands
const CHUNK = 1 << 20;

const readText = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const writeText = new TextEncoder();

/** The text that `bytes` encode; null when they encode none. */
function textOf(bytes) {
  try {
    return readText.decode(bytes);
  } catch {
    return null;
  }
}

function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// ── Digests ───────────────────────────────────────────────────────────────

const CRC = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The CRC-32 of `bytes`; `advance` is told how many were read and lets the page breathe. */
async function checksum(bytes, advance) {
  let crc = -1;
  for (let start = 0; start < bytes.length; start += CHUNK) {
    const end = Math.min(start + CHUNK, bytes.length);
    for (let place = start; place < end; place++) crc = (crc >>> 8) ^ CRC[(crc ^ bytes[place]) & 255];
    await advance(end - start);
  }
  return ~crc >>> 0;
}

/** The SHA-256 of `bytes` in hexadecimal digits. */
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The fingerprint of a public key as OpenSSH writes it; "" for what is no key. */
async function keyFingerprint(key) {
  try {
    const data = Uint8Array.from(atob(key.split(" ")[1]), (letter) => letter.charCodeAt(0));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    return "SHA256:" + btoa(String.fromCharCode(...digest)).replace(/=+$/, "");
  } catch {
    return "";
  }
}

/** Like `Array.sort` wants it, in the order of the bytes, which is that of the letters' numbers. */
function compareBytes(one, other) {
  for (let place = 0; place < Math.min(one.length, other.length); place++) {
    if (one[place] !== other[place]) return one[place] - other[place];
  }
  return one.length - other.length;
}

// ── The zip ───────────────────────────────────────────────────────────────

/** The parts of the zip as their own headers tell, and where that stops being readable. */
function partsByHeaders(bytes) {
  const view = viewOf(bytes), parts = [];
  let at = 0;
  while (at + LOCAL_SIZE <= bytes.length && view.getUint32(at, true) === LOCAL) {
    const size = view.getUint32(at + 18, true), length = view.getUint16(at + 26, true);
    const name = bytes.subarray(at + LOCAL_SIZE, at + LOCAL_SIZE + length), path = textOf(name);
    const start = at + LOCAL_SIZE + length;
    if (path === null || start + size > bytes.length) break;
    parts.push({ path, name, method: view.getUint16(at + 8, true), content: bytes.subarray(start, start + size) });
    at = start + size;
  }
  const whole = parts.length > 0 && (at === bytes.length || at === directoryStart(bytes) ||
    (at + 4 <= bytes.length && view.getUint32(at, true) === DIRECTORY));
  return { parts, at, whole };
}

/** Where the last bytes of the zip say that its directory begins; -1 when they do not say it. */
function directoryStart(bytes) {
  const view = viewOf(bytes), end = bytes.length - END_SIZE;
  return end >= 0 && view.getUint32(end, true) === END ? view.getUint32(end + 16, true) : -1;
}

/** The parts as the directory at the end of the zip tells; null when it cannot be read whole. */
function partsByDirectory(bytes) {
  const view = viewOf(bytes), end = bytes.length - END_SIZE, parts = [];
  let at = directoryStart(bytes), start = 0;
  const directory = at;
  if (at < 0) return null;
  while (at + DIRECTORY_SIZE <= end && view.getUint32(at, true) === DIRECTORY) {
    const size = view.getUint32(at + 20, true), length = view.getUint16(at + 28, true);
    const name = bytes.subarray(at + DIRECTORY_SIZE, at + DIRECTORY_SIZE + length), path = textOf(name);
    start += LOCAL_SIZE + length;
    if (path === null || start + size > directory) return null;
    parts.push({ path, name, method: view.getUint16(at + 10, true), content: bytes.subarray(start, start + size) });
    start += size;
    at += DIRECTORY_SIZE + length;
  }
  return at === end && start === directory ? parts : null;
}

/** Bytes of two and four digits' worth: `values` are [size, value]. */
function packedValues(values) {
  const bytes = new Uint8Array(values.reduce((sum, [size]) => sum + size, 0)), view = viewOf(bytes);
  let at = 0;
  for (const [size, value] of values) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

/** What archive.py writes about a part: its header and its entry in the directory, without its name. */
function canonicalHeaders(part, crc, offset) {
  const size = part.content.length;
  const shared = [[2, 0x0800], [2, 0], [2, 0], [2, 33], [4, crc], [4, size], [4, size], [2, part.name.length], [2, 0]];
  return [
    packedValues([[4, LOCAL], [2, 20], ...shared]),
    packedValues([[4, DIRECTORY], [2, 0x0314], [2, 20], ...shared, [2, 0], [2, 0], [2, 0], [4, 0x81a40000], [4, offset]]),
  ];
}

/** Where `expected` differs from what stands in `bytes` from `at` on; -1 for nowhere. */
function differsAt(bytes, at, expected) {
  return expected.findIndex((byte, place) => bytes[at + place] !== byte);
}

/** Compares every byte that is no content with what archive.py writes; `report` is told of each place that differs. */
async function compareWithCanonical(bytes, parts, advance, report) {
  let at = 0;
  const directory = [];
  for (const [place, part] of parts.entries()) {
    if (place && compareBytes(parts[place - 1].name, part.name) >= 0) report("order", part.path, at);
    const [header, entry] = canonicalHeaders(part, await checksum(part.content, advance), at);
    const differs = differsAt(bytes, at, header), named = differsAt(bytes, at + LOCAL_SIZE, part.name);
    const isSum = differs >= CHECKSUM_AT && differs < CHECKSUM_AT + 4;
    if (differs >= 0) report(isSum ? "checksum" : "header", part.path, at + differs);
    if (named >= 0) report("header", part.path, at + LOCAL_SIZE + named);
    directory.push([part, entry]);
    at += LOCAL_SIZE + part.name.length + part.content.length;
  }
  const start = at;
  for (const [part, entry] of directory) {
    const differs = differsAt(bytes, at, entry), named = differsAt(bytes, at + DIRECTORY_SIZE, part.name);
    if (differs >= 0) report("header", part.path, at + differs);
    if (named >= 0) report("header", part.path, at + DIRECTORY_SIZE + named);
    at += DIRECTORY_SIZE + part.name.length;
  }
  const count = parts.length;
  const end = packedValues([[4, END], [2, 0], [2, 0], [2, count], [2, count], [4, at - start], [4, start], [2, 0]]);
  const differs = differsAt(bytes, at, end);
  if (differs >= 0) report("end", "", at + differs);
  else if (bytes.length > at + END_SIZE) report("end", "", at + END_SIZE);
}

// ── Manifest and sums ─────────────────────────────────────────────────────

const SUM = /^([0-9a-f]{64})  ([^\x00-\x1f\x85\u2028\u2029]+)$/; // no path holds what might end a line

/** The digests in a SHA256SUMS by path; null when it is not written as the program writes it. */
function readSums(bytes) {
  const lines = textOf(bytes)?.split("\n"), found = new Map();
  let before = new Uint8Array();
  if (lines?.pop() !== "") return null;
  for (const line of lines) {
    const [, digest, path] = SUM.exec(line) ?? [], name = writeText.encode(path ?? "");
    if (!digest || compareBytes(before, name) >= 0) return null;
    found.set(path, digest);
    before = name;
  }
  return found;
}

/** The manifest; null when it is none. */
function readManifest(bytes) {
  let found;
  try {
    found = JSON.parse(textOf(bytes));
  } catch {
    return null;
  }
  const isText = (value) => typeof value === "string";
  const isFile = (file) => file && isText(file.path) && isText(file.sha256) && Number.isInteger(file.size);
  const isSigner = (signer) => signer === null || (isText(signer?.person) && isText(signer.name) && isText(signer.key) &&
    /^[a-z0-9-]+$/.test(signer.person)); // it goes into a command that people copy
  const own = [SETTINGS.manifest, SETTINGS.sums, SETTINGS.signature, SETTINGS.signers];
  return found?.format === SETTINGS.format && Array.isArray(found.files) && found.files.every(isFile) &&
    isText(found.as_of) && isText(found.commit) && found.signer !== undefined && isSigner(found.signer) &&
    new Set([...own, ...found.files.map((file) => file.path)]).size === own.length + found.files.length ? found : null;
}

/** Compares which parts there are, and their digests, with manifest and sums. */
async function compareWithManifest(parts, manifest, sums, advance, report) {
  const listed = new Map((manifest?.files ?? []).map((file) => [file.path, file]));
  const present = new Set(parts.map((part) => part.path));
  const own = [SETTINGS.manifest, SETTINGS.sums, ...(manifest?.signer ? [SETTINGS.signature, SETTINGS.signers] : [])];
  for (const path of [...listed.keys(), ...own, ...(sums?.keys() ?? [])]) if (!present.has(path)) report("missing", path);
  for (const part of parts) {
    const { path, content } = part, file = listed.get(path), digest = await sha256(content);
    await advance(content.length);
    if (manifest && !file && !own.includes(path)) report("unlisted", path);
    if (part.method) report("compressed", path); // then its bytes cannot be compared
    if (sums && ![SETTINGS.sums, SETTINGS.signature].includes(path)) {
      if (!sums.has(path)) report("unsummed", path);
      else if (sums.get(path) !== digest) report("content", path);
    }
    if (file && (file.sha256 !== digest || file.size !== content.length)) report("stated", path);
  }
}

// ── All together ──────────────────────────────────────────────────────────

/** A function that adds up what was done, tells `progress` a share from 0 to 1, and lets the page breathe. */
function advancing(whole, progress) {
  let done = 0, last = performance.now();
  return async (amount) => {
    done += amount;
    if (performance.now() - last < 40) return;
    progress(Math.min(done / whole, 1));
    await new Promise((go) => setTimeout(go));
    last = performance.now();
  };
}

/**
 * What can be said of the zip in `bytes`: its SHA-256; how many files it holds; `problems`, each with what, path and
 * byte, none when it is intact; what its manifest says of signer, day and commit; whether a signature is there.
 */
async function checkBundle(bytes, progress = () => {}) {
  const problems = [], named = new Set(), advance = advancing(bytes.length * 3, progress);
  const report = (what, path, at = 0) => {
    if (!named.has(path || what)) problems.push({ what, path, at });
    named.add(path || what); // one line for each file: the first says most
  };
  const outcome = { sha256: await sha256(bytes), size: bytes.length, files: 0, problems, manifest: null, key: "" };
  await advance(bytes.length);
  const read = partsByHeaders(bytes), parts = read.whole ? read.parts : partsByDirectory(bytes);
  if (!parts) {
    const path = read.parts.at(-1)?.path ?? "";
    problems.push({ what: path ? "broken-after" : "broken", path, at: read.at });
    return outcome;
  }
  const content = (path) => parts.find((part) => part.path === path)?.content;
  const given = [content(SETTINGS.manifest), content(SETTINGS.sums)];
  const manifest = given[0] ? readManifest(given[0]) : null, sums = given[1] ? readSums(given[1]) : null;
  if (given[0] && !manifest) report("manifest", SETTINGS.manifest);
  if (given[1] && !sums) report("sums", SETTINGS.sums);
  await compareWithManifest(parts, manifest, sums, advance, report);
  await compareWithCanonical(bytes, parts, advance, report);
  outcome.files = parts.length;
  outcome.manifest = manifest;
  outcome.key = manifest?.signer ? await keyFingerprint(manifest.signer.key) : "";
  outcome.hasSignature = content(SETTINGS.signature) !== undefined;
  return outcome;
}
