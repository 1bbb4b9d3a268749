// Two people's whole way through a live city, by keyboard alone: an investor from the first
// question to the receipt, officers from the worklist to a ruling that a second one confirms.
//
//   node journey.mjs BROWSER SET-UP PICTURES
//
// SET-UP is the link that a fresh city printed. Every kind of page that is met is looked at
// (look.mjs) on a phone and on a desk, light and dark; ALATAU_WALK_SHORT=1 looks on a phone alone, and
// ends at the first ruling.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SCREENS, counted, fault, launch, look } from "./look.mjs";

const [browserPath, setUp, pictures] = process.argv.slice(2);
const short = Boolean(process.env.ALATAU_WALK_SHORT);
const PASSWORD = "a long sentence, typed by hand";
const site = new URL(setUp).origin;
const met = new Set();
let steps = 0;

// Looks at a page, the first time that its kind is met.
async function meet(page, kind) {
  if (met.has(kind)) return;
  met.add(kind);
  const number = String(met.size).padStart(2, "0");
  for (const [screen, width, height] of short ? SCREENS.slice(0, 1) : SCREENS) {
    await page.setViewportSize({ width, height });
    const name = `${number}-${kind}-${screen}`;
    await look(page, name, join(pictures, `${name}.png`));
    if (short) continue;
    await page.emulateMedia({ colorScheme: "dark" });
    await look(page, `${name}-dark`, join(pictures, `${name}-dark.png`));
    await page.emulateMedia({ colorScheme: "light" });
  }
}

// Presses Tab until the focus is on what the selector names; a person would give up after 400.
async function tabTo(page, selector) {
  for (let i = 0; i < 400; i += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  throw new Error(`${page.url()}: the Tab key does not reach ${selector}`);
}

// Presses Enter on a link or a button, and waits for the page that it leads to; `expected` is its status.
async function press(page, selector, expected = 200) {
  await tabTo(page, selector);
  const [answer] = await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.keyboard.press("Enter")]);
  steps += 1;
  if (answer.status() !== expected) {
    throw new Error(`${selector} leads to ${answer.status()} at ${page.url()}: ${await page.innerText("main")}`);
  }
}

async function type(page, selector, text) {
  await tabTo(page, selector);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

// Chooses an option of a list by its first words.
async function choose(page, selector, words) {
  await tabTo(page, selector);
  await page.keyboard.type(words);
  const chosen = await page.evaluate(() => document.activeElement.selectedOptions[0].label);
  if (!chosen.startsWith(words)) throw new Error(`${selector} has ${chosen}, not ${words}`);
}

async function tick(page, selector) {
  await tabTo(page, selector);
  await page.keyboard.press("Space");
}

// Fills in what a form asks of an officer, favourably; a question about a complaint is answered with no.
async function fill(page, form) {
  const asked = await page.$$eval(["fieldset", "textarea", "input[type=text]"].map((kind) => `${form} ${kind}`).join(", "),
    (all) => all.filter((e) => e.checkVisibility()).map((e) => {
      if (e.tagName === "FIELDSET") return { id: e.id, kind: e.querySelector("input")?.type };
      return { id: e.id, kind: e.closest(".ground") ? "reason" : "text" };
    }));
  for (const { id, kind } of asked) {
    if (kind === "radio") {
      await tabTo(page, `[id="${id}"] input`);
      await page.keyboard.press("Space");
      if (id.endsWith("complains")) await page.keyboard.press("ArrowDown");
    }
    if (kind === "checkbox") {
      await tick(page, `[id="${id}"] input`);
      await type(page, `[id="${id}"] textarea`, "The plans meet it.");
    }
    if (kind === "text") await type(page, `[id="${id}"]`, "The file is in order.");
  }
}

mkdirSync(pictures, { recursive: true });
const browser = await launch(browserPath);

// A person with a browser of their own.
async function somebody() {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  page.setDefaultTimeout(60_000);
  // Dialogues of files are answered by the walk, all along.
  page.on("filechooser", () => {});
  return page;
}

// The operator makes the first account, and then everybody else's.
async function operatorBegins(page) {
  await page.goto(setUp);
  await meet(page, "set-up");
  await type(page, "#name", "operator");
  await type(page, "#password", "short");
  await type(page, "#again", "short");
  await press(page, "main button[type=submit]", 422);
  await meet(page, "set-up-refused");
  await type(page, "#password", PASSWORD);
  await type(page, "#again", PASSWORD);
  await press(page, "main button[type=submit]");
  await meet(page, "accounts");
}

// A new account, and the page of its owner, who came by the link and chose a password.
async function account(operator, name, role, body) {
  await operator.goto(`${site}/accounts?lang=en`);
  await type(operator, "#name", name);
  await tick(operator, `input[name=role][value=${role}]`);
  if (body) await choose(operator, "#body", body);
  await press(operator, "#form button[type=submit]");
  await meet(operator, "account-made");
  const link = await operator.innerText("main .notice code");
  const page = await somebody();
  await page.goto(new URL(link, site).href);
  await meet(page, "sign-in-link");
  await press(page, "main button[type=submit]");
  await press(page, "header .who a");
  await meet(page, "account");
  await type(page, "#password", PASSWORD);
  await type(page, "#again", PASSWORD);
  await press(page, "#form button[type=submit]");
  return page;
}

// From the question what one needs to the case, filed; answers the address of the case.
async function investorFiles(page) {
  await press(page, "header form button");
  await meet(page, "front");
  await press(page, "main a.button");
  await meet(page, "need");
  await choose(page, "#beside", "Almaty region");
  await press(page, "main form.ask button");
  await meet(page, "need-answer");
  await press(page, "main a[href^='/applications?service=']");
  await meet(page, "sign-in");
  await type(page, "#name", "investor");
  await type(page, "#password", PASSWORD);
  await press(page, "main button[type=submit]");
  await meet(page, "applications");
  await press(page, "#form button");
  await meet(page, "task-list");
  await press(page, "main a[href*='/about']");
  await press(page, "button[value=next]", 422);
  await meet(page, "about-refused");
  await type(page, "#title", "Workshop with an office, 640 m²");
  await type(page, "#description", "One storey, steel frame, on an own plot.");
  await press(page, "button[value=next]");
  await meet(page, "place");
  await choose(page, "#class", "Level II");
  await type(page, "#plot", "03-046-001-117");
  await press(page, "button[value=next]");
  await meet(page, "who");
  await tick(page, "#person input");
  await press(page, "button[value=next]");
  while (!page.url().includes("/documents")) {
    await fill(page, "#form");
    await press(page, "button[value=next]");
  }
  await upload(page, "input[type=file]", "plan.txt", "The plan of the workshop.\n");
  await press(page, "main form[enctype] button[type=submit]");
  await meet(page, "documents");
  await press(page, "main a.button");
  await press(page, "main a[href*='/check']");
  await meet(page, "check");
  await tick(page, "#declared");
  await press(page, "main form button[type=submit]");
  await meet(page, "case");
  return page.url().split("?")[0];
}

// Opens the dialogue of a file field with Enter, and gives it a file.
async function upload(page, selector, name, text) {
  await tabTo(page, selector);
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
  await chooser.setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
}

// What the first open task of a body needs: taken, filled in, done. A ruling is proposed by one and confirmed by another.
async function officersWork(officer, second) {
  await press(officer, "header nav a[href^='/work']");
  await meet(officer, "worklist");
  await press(officer, ".work a");
  const step = short ? "task" : (await officer.innerText("h1")).toLowerCase().replace(/[^a-z]+/g, "-");
  await meet(officer, step);
  await press(officer, "main form[action*='/claim'] button");
  await meet(officer, `${step}-taken`);
  const task = officer.url().split("?")[0];
  const ruling = await officer.$("#form[action*='/propose']");
  if (!ruling) {
    await fill(officer, "form[action*='/complete']");
    await press(officer, "form[action*='/complete'] button[type=submit]");
    return false;
  }
  await press(officer, "#form button[type=submit]", 400);
  await meet(officer, "ruling-refused");
  await fill(officer, "#form");
  await press(officer, "#form button[type=submit]");
  await meet(officer, "ruling-proposed");
  if (await officer.$("form[action*='/confirm']")) fault(task, "who proposed a ruling may confirm it");
  await press(officer, "form[action*='/release'] button");
  await press(second, "header nav a[href^='/work']");
  await press(second, `.work a[href^='${new URL(task).pathname}']`);
  await meet(second, "ruling-to-confirm");
  await press(second, "form[action*='/confirm'] button");
  await meet(second, "case-of-officer");
  return true;
}

// Whoever has the case does what it waits for, until a ruling is confirmed, or to the end.
async function bodiesDecide(operator, investor, address) {
  const officers = new Map();
  for (let turn = 0; turn < 60; turn += 1) {
    await investor.goto(`${address}?lang=en`);
    const holders = await investor.$$eval(".holder", (all) => all.map((e) => [e.querySelector("h3").textContent.trim(),
      e.classList.contains("holder-applicant")]));
    if (holders.length === 0) return;
    const own = holders.some(([, applicant]) => applicant);
    if (own) {
      await meet(investor, "case-your-turn");
      await fill(investor, ".panel-ask form");
      await press(investor, ".panel-ask form button[type=submit]");
      continue;
    }
    const [[body]] = holders;
    if (!officers.has(body)) {
      const name = `officer-${officers.size + 1}`;
      officers.set(body, [await account(operator, name, "officer", body), await account(operator, `${name}-second`, "officer", body)]);
    }
    const [first, second] = officers.get(body);
    const ruled = await officersWork(first, second);
    if (ruled && short) return;
  }
  throw new Error(`${address} does not end`);
}

// The receipt: shown, kept as a file, checked; with a character changed it is found out.
async function receiptHolds(page, address) {
  await page.goto(`${address}?lang=en`);
  await meet(page, "case-decided");
  for (let tries = 0; tries < 50; tries += 1) {
    const answer = await page.goto(`${address}/receipt?lang=en`);
    if (answer.ok()) break;
    await page.waitForTimeout(200);
  }
  await meet(page, "receipt");
  const text = await (await page.request.get(`${site}/api${new URL(address).pathname}/receipt`)).text();
  for (const [name, receipt, verdict] of [["verified", text, "verdict-holds"], ["forged", text.replace("building", "bui1ding"), "verdict-broken"]]) {
    await press(page, "header nav a[href^='/verify']");
    await meet(page, "verify");
    await upload(page, "#file", "receipt.txt", receipt);
    await press(page, "main form button[type=submit]");
    await meet(page, name);
    if (!(await page.$(`.${verdict}`))) fault(name, `the verdict is not ${verdict}: ${await page.innerText("main")}`);
  }
}

// What the investor was told is read once, and leads to the event in the case.
async function investorReads(page, address) {
  await page.goto(`${site}/?lang=en`);
  if (!(await page.$("header nav .count"))) fault("/", "nothing is new to somebody whose case was decided");
  await press(page, "header nav a[href^='/messages']");
  await meet(page, "messages");
  await press(page, `main a[href^='${new URL(address).pathname}?']`);
  const event = new URL(page.url()).hash;
  if (!event || !(await page.$(event))) fault(page.url(), "the message leads to no event");
  if (await page.$("header nav .count")) fault(page.url(), "what was read is still new");
}

// A quota: first without a limit, then with one.
async function operatorLimits(page) {
  await page.goto(`${site}/accounts?lang=en`);
  await press(page, "header nav a[href^='/registers']");
  await meet(page, "registers");
  await type(page, "#quota", "district-1");
  await press(page, "#form button[type=submit]", 422);
  await meet(page, "registers-refused");
  await type(page, "#limit", "20");
  await press(page, "#form button[type=submit]");
  await meet(page, "registers-set");
}

// The operator's list of what is due, and a case that is erased for a reason; the applicant is told so.
async function operatorErases(page, investor, address) {
  await page.goto(`${site}/accounts?lang=en`);
  await press(page, "header nav a[href^='/erasing']");
  await meet(page, "erasing");
  await type(page, "#case", new URL(address).pathname.split("/").pop());
  await press(page, "#form button[type=submit]", 422);
  await meet(page, "erasing-refused");
  // In the short walk the case is open still.
  if (short) return;
  await type(page, "#reason", "The applicant demands it.");
  await press(page, "#form button[type=submit]");
  await meet(page, "erased");
  const answer = await investor.goto(`${address}?lang=en`);
  if (answer.status() !== 410) fault(address, `answers ${answer.status()} once it is erased`);
  await meet(investor, "case-erased");
}

// Pages that nobody has to be signed in for, and an address that is mistyped.
async function anyoneReads(page) {
  await page.goto(`${site}/figures?lang=en`);
  await meet(page, "figures");
  await page.goto(`${site}/need?service=service.building-permit&in=alatau&class=level-2&lang=en`);
  const law = await page.getAttribute("main a[href^='/law/']", "href");
  await page.goto(`${site}${law}`);
  await meet(page, "provision");
  const answer = await page.goto(`${site}/nowhere?lang=en`);
  if (answer.status() !== 404) fault("/nowhere", `answers ${answer.status()}`);
  await meet(page, "nowhere");
}

let operator;
try {
  operator = await somebody();
  await operatorBegins(operator);
  const investor = await account(operator, "investor", "applicant", "");
  const address = await investorFiles(investor);
  await bodiesDecide(operator, investor, address);
  await receiptHolds(investor, address);
  await investorReads(investor, address);
  await operatorLimits(operator);
  await operatorErases(operator, investor, address);
  await anyoneReads(await somebody());
} catch (error) {
  fault("the journey ends early", error.message);
}
await browser.close();
console.log(`${met.size} kinds of pages, ${steps} keys that led on, ${counted.looked} views, ${counted.wrong} faults`);
process.exit(counted.wrong === 0 ? 0 : 1);
