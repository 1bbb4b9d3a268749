// Opens every page in a real browser, on a phone and on a desk, light and dark:
// asks axe whether everybody can use it, whether it fits the screen, whether each
// control is reached by the keyboard and shows that it is; writes a picture of each.
//
//   node walk.mjs BROWSER PAGES PICTURES
//
// PAGES holds NAME-LANG.html and assets/; what is wrong goes to standard output, a
// line each, and the status is 1.

import { createRequire } from "node:module";
import { readFileSync, readdirSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [browserPath, pages, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENS = [["phone", 390, 844], ["desktop", 1280, 900]];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

let wrong = 0;
let looked = 0;
function fault(where, what) {
  wrong += 1;
  console.log(`${where}: ${what}`);
}

// Everything a person can act on, that is shown.
function controls() {
  const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
  return [...all].filter((e) => e.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })).length;
}

// What has the focus now: a mark that differs per element, and whether it shows.
function focused() {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  window.walked ??= new Map();
  if (!window.walked.has(e)) window.walked.set(e, window.walked.size);
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const shows = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return { id: window.walked.get(e), shows, inView: box.bottom > 0 && box.top < innerHeight, name: e.outerHTML.slice(0, 90) };
}

// Radio buttons of one question share one stop of the Tab key.
function spareRadios() {
  const names = [...document.querySelectorAll("input[type=radio]")].filter((e) => e.checkVisibility()).map((e) => e.form?.id + e.name);
  return names.length - new Set(names).size;
}

async function byKeyboard(page, where) {
  const stops = (await page.evaluate(controls)) - (await page.evaluate(spareRadios));
  const seen = new Set();
  let last = null;
  // A field of a date has several stops within itself.
  for (let i = 0; i < 3 * stops + 5; i += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(focused);
    if (!at || (at.id !== last && seen.has(at.id))) break;
    last = at.id;
    if (seen.has(at.id)) continue;
    seen.add(at.id);
    if (!at.shows) fault(where, `the focus does not show on ${at.name}`);
    if (!at.inView) fault(where, `the focus is out of sight on ${at.name}`);
  }
  if (seen.size < stops) fault(where, `the Tab key reaches ${seen.size} of ${stops} controls`);
}

async function look(page, file, screen, colorScheme) {
  const name = file.slice(0, -5);
  const where = `${name}, ${screen}, ${colorScheme}`;
  await page.goto(`file://${join(pages, file)}`);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wider > 0) fault(where, `wider than the screen by ${wider} px`);
  await page.screenshot({ path: join(pictures, `${name}-${screen}-${colorScheme}.png`), fullPage: true });
  await page.evaluate(axe);
  const found = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules }), RULES);
  for (const v of found.violations) {
    const node = v.nodes[0];
    fault(where, `axe ${v.id} (${v.nodes.length}) at ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ").slice(0, 240)}`);
  }
  if (colorScheme === "light" && name.endsWith("-en")) await byKeyboard(page, where);
  looked += 1;
}

mkdirSync(pictures, { recursive: true });
const browser = await chromium.launch({ executablePath: browserPath, args: QUIET });
const files = readdirSync(pages).filter((file) => file.endsWith(".html")).sort();
// Colours do not hang on the language: the dark pages are looked at in one.
for (const [screen, width, height] of SCREENS) {
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    page.setDefaultTimeout(120_000);
    const shown = files.filter((file) => (colorScheme === "light" && !process.env.ALATAU_WALK_SHORT) || file.endsWith("-en.html"));
    for (const file of shown) await look(page, file, screen, colorScheme);
    await page.close();
  }
}
await browser.close();
console.log(`${files.length} pages, ${looked} views, ${wrong} faults`);
process.exit(wrong === 0 && files.length > 0 ? 0 : 1);
