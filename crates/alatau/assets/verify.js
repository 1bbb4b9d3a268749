"use strict";
// Checks a receipt as `alatau verify` does with one key. Every step is that of crates/evidence,
// written a second time for whoever has only a browser.

const texts = JSON.parse(document.getElementById("texts").textContent);
const element = (id) => document.getElementById(id);
let language = document.documentElement.lang;
let shown = null;

/** What is said, with `{name}` filled in. */
function say(name, args = {}) {
  return texts[language][name].replace(/\{(\w+)\}/g, (whole, key) => String(args[key] ?? whole));
}

/** Why nothing is proved. */
class Refused extends Error {
  constructor(verdict, args = {}) {
    super(verdict);
    this.verdict = verdict;
    this.args = args;
  }
}

const changed = (part) => new Refused("changed", { part });

function must(holds, part) {
  if (!holds) throw changed(part);
}

const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const same = (one, two) => hex(one) === hex(two);

/** Base64 in its one form; nothing otherwise. */
function base64(text) {
  try {
    const raw = atob(text);
    return btoa(raw) === text ? Uint8Array.from(raw, (one) => one.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

function natural(text) {
  const number = /^(0|[1-9][0-9]*)$/.test(text ?? "") ? Number(text) : NaN;
  return Number.isSafeInteger(number) ? number : null;
}

async function sha256(...parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The file: members in their order, a line each, and nothing else. */
function readReceipt(text) {
  let members;
  try {
    members = JSON.parse(text);
  } catch {
    throw changed("form");
  }
  must(members !== null && typeof members === "object", "form");
  const names = "salt" in members ? ["leaf", "salt", "content", "proof"] : ["leaf", "proof"];
  must(names.every((name) => typeof members[name] === "string"), "form");
  const lines = names.map((name) => `"${name}": ${JSON.stringify(members[name])}`);
  must(`{\n${['"receipt": 1', ...lines].join(",\n")}\n}\n` === text, "form");
  return members;
}

const LEAF = new RegExp(
  '^\\{"v":1,"procedure":"([^"\\\\\\u0000-\\u001f]{1,256})","number":([1-9][0-9]*),"events":([1-9][0-9]*),"case":(0|[1-9][0-9]*),' +
    '"index":([1-9][0-9]*),"at":(0|[1-9][0-9]*),"public":(\\[.*\\]),"content":"([0-9a-f]{64})"\\}$', "s");

function readLeaf(text) {
  const found = LEAF.exec(text);
  must(found, "form");
  const [number, events, file, index, at] = found.slice(2, 7).map(natural);
  must([number, events, file, index, at].every((one) => one !== null), "form");
  let said = null;
  try {
    said = JSON.parse(found[7]);
  } catch {
    throw changed("form");
  }
  must(JSON.stringify(said) === found[7] && said.length === events, "form");
  return { procedure: found[1], number, events, case: file, index, at, said, content: found[8] };
}

function readProof(text) {
  const head = "c2sp.org/tlog-proof@v1\nindex ";
  const cut = text.indexOf("\n\n");
  must(text.startsWith(head) && cut > 0, "form");
  const [index, ...hashes] = text.slice(head.length, cut).split("\n");
  const proof = { index: natural(index), hashes: hashes.map(base64), note: text.slice(cut + 2) };
  must(proof.index !== null && proof.hashes.length <= 64 && proof.hashes.every((hash) => hash?.length === 32), "form");
  return proof;
}

function readNote(note) {
  const cut = note.lastIndexOf("\n\n");
  must(cut > 0 && note.endsWith("\n") && !/[\u0000-\u0009\u000b-\u001f]/.test(note), "signature");
  const text = note.slice(0, cut + 1);
  const signatures = note.slice(cut + 2, -1).split("\n").map((line) => {
    const found = /^\u2014 (\S+) (\S+)$/u.exec(line);
    const bytes = found && base64(found[2]);
    must(bytes && bytes.length > 4, "signature");
    return { name: found[1], id: hex(bytes.slice(0, 4)), bytes: bytes.slice(4) };
  });
  const lines = text.split("\n");
  const checkpoint = { text, signatures, origin: lines[0], size: natural(lines[1]), root: base64(lines[2] ?? "") };
  must(checkpoint.origin && checkpoint.size !== null && checkpoint.root?.length === 32, "signature");
  return checkpoint;
}

/** A key as the city publishes it: `name+id+base64`. */
async function readKey(text) {
  const found = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  const bytes = found && base64(found[3]);
  if (bytes?.length !== 33 || bytes[0] !== 1) throw new Refused("bad-key");
  const id = hex((await sha256(utf8(`${found[1]}\n`), bytes)).slice(0, 4));
  if (id !== found[2]) throw new Refused("bad-key");
  try {
    return { name: found[1], id, key: await crypto.subtle.importKey("raw", bytes.slice(1), "Ed25519", false, ["verify"]) };
  } catch (error) {
    throw new Refused(error.name === "DataError" ? "bad-key" : "old-browser");
  }
}

async function checkSignature(checkpoint, key) {
  const own = checkpoint.signatures.find((one) => one.name === key.name && one.id === key.id);
  if (!own || checkpoint.origin !== key.name) throw new Refused("unknown-key", { origin: checkpoint.origin });
  must(await crypto.subtle.verify("Ed25519", key.key, own.bytes, utf8(checkpoint.text)), "signature");
}

/** From the leaf up to the root (RFC 9162, section 2.1.3.2). */
async function checkInclusion(proof, checkpoint, leaf) {
  let [at, last, hash] = [proof.index, checkpoint.size - 1, await sha256(Uint8Array.of(0), leaf)];
  must(at <= last, "proof");
  const up = () => ([at, last] = [Math.floor(at / 2), Math.floor(last / 2)]);
  for (const beside of proof.hashes) {
    must(last > 0, "proof");
    if (at % 2 === 1 || at === last) {
      hash = await sha256(Uint8Array.of(1), beside, hash);
      while (at % 2 === 0 && at > 0) up();
    } else {
      hash = await sha256(Uint8Array.of(1), hash, beside);
    }
    up();
  }
  must(last === 0 && same(hash, checkpoint.root), "proof");
}

async function checkContent(receipt, leaf) {
  if (!("salt" in receipt)) return false;
  must(/^[0-9a-f]{64}$/.test(receipt.salt), "form");
  const salt = Uint8Array.from(receipt.salt.match(/../g), (pair) => parseInt(pair, 16));
  must(hex(await sha256(utf8("alatau commitment v1\0"), salt, utf8(receipt.content))) === leaf.content, "content");
  return true;
}

/** The answer about a receipt. */
async function check(text, keyText) {
  try {
    if (!crypto.subtle) throw new Refused("old-browser");
    const key = await readKey(keyText);
    const receipt = readReceipt(text);
    const [leaf, proof] = [readLeaf(receipt.leaf), readProof(receipt.proof)];
    const checkpoint = readNote(proof.note);
    await checkSignature(checkpoint, key);
    await checkInclusion(proof, checkpoint, utf8(receipt.leaf));
    const content = await checkContent(receipt, leaf);
    const last = (name) => leaf.said.map((event) => event[name]).filter((word) => typeof word === "string").at(-1);
    const [outcome, until] = [last("outcome"), /^\d{4}-\d{2}-\d{2}$/.exec(last("until") ?? "")?.[0]];
    const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Almaty" }).format(new Date());
    const verdict = outcome === "revoked" ? "revoked" : until && until < today ? "expired" : "valid";
    return { verdict, args: {}, proved: { leaf, checkpoint, index: proof.index, content, outcome, until } };
  } catch (error) {
    // Whatever goes wrong, nothing is proved.
    const { verdict, args } = error instanceof Refused ? error : changed("form");
    return { verdict, args };
  }
}

function day(text) {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${text}T00:00:00Z`));
}

function facts({ leaf, checkpoint, index, content, outcome, until }) {
  const at = new Date(leaf.at / 1000);
  const written = (style) => new Intl.DateTimeFormat(language, { ...style, timeZone: "Asia/Almaty" }).format(at);
  const zone = { day: written({ dateStyle: "long" }), time: written({ timeStyle: "short", hour12: false }), zone: "Asia/Almaty" };
  const events = { first: leaf.number, last: leaf.number + leaf.events - 1 };
  return [
    say("log", { origin: checkpoint.origin, leaf: index + 1, size: checkpoint.size }),
    say("written", zone),
    say("entry", { case: leaf.case, procedure: leaf.procedure, ...events }),
    outcome && say("outcome", { outcome: texts[language][`outcome-${outcome}`] ?? outcome }),
    until && say("until", { day: day(until) }),
    say(content ? "content-shown" : "content-hidden"),
  ].filter(Boolean);
}

function show() {
  document.documentElement.lang = language;
  document.title = say("page-title");
  for (const one of document.querySelectorAll("[data-text]")) one.textContent = say(one.dataset.text);
  for (const one of element("languages").children) one.setAttribute("aria-pressed", String(one.value === language));
  if (!shown) return;
  const { verdict, args, proved } = shown;
  const why = verdict === "changed" ? ` ${say(`why-${args.part}`)}` : "";
  const name = verdict === "bad-key" || verdict === "old-browser" ? `page-${verdict}` : verdict;
  element("answer").hidden = false;
  element("answer").dataset.verdict = verdict;
  element("verdict").textContent = say(name, proved?.until ? { day: day(proved.until) } : args) + why;
  element("facts").replaceChildren(
    ...(proved ? facts(proved) : []).map((line) => Object.assign(document.createElement("li"), { textContent: line })),
  );
}

async function answer(text) {
  // The answer of the file before says nothing of this one.
  element("answer").hidden = true;
  delete element("answer").dataset.verdict;
  shown = await check(text, element("key").value);
  show();
}

/** The text of a file, byte for byte; what is no UTF-8 is no receipt. */
async function read(file) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch {
    return "";
  }
}

/** What stands behind # in the address stays in this window: a receipt, a key, a language. */
function fromAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (texts[given.get("lang")]) language = given.get("lang");
  if (given.has("key")) element("key").value = given.get("key");
  return given.get("receipt");
}

element("languages").addEventListener("click", (event) => {
  if (event.target.value) language = event.target.value;
  show();
});
element("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = element("file").files;
  if (file) await answer(await read(file));
});
const own = navigator.language.slice(0, 2);
if (texts[own]) language = own;
const given = fromAddress();
show();
if (given) answer(given);
