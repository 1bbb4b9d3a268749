// Opens every page in a real browser, on a phone and on a desk, light and dark:
// asks axe whether everybody can use it, whether it fits the screen, whether each
// control is reached by the keyboard and shows that it is; writes a picture of each.
//
//   node walk.mjs BROWSER PAGES PICTURES
//
// PAGES holds NAME-LANG.html and assets/; what is wrong goes to standard output, a
// line each, and the status is 1.

import { readdirSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { SCREENS, counted, fault, launch, look } from "./look.mjs";

const [browserPath, pages, pictures] = process.argv.slice(2);

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

async function open(page, file, screen, colorScheme) {
  const name = file.slice(0, -5);
  const where = `${name}, ${screen}, ${colorScheme}`;
  await page.goto(`file://${join(pages, file)}`);
  await look(page, where, join(pictures, `${name}-${screen}-${colorScheme}.png`));
  if (colorScheme === "light" && name.endsWith("-en")) await byKeyboard(page, where);
}

mkdirSync(pictures, { recursive: true });
const browser = await launch(browserPath);
const files = readdirSync(pages).filter((file) => file.endsWith(".html")).sort();
// Colours do not hang on the language: the dark pages are looked at in one.
for (const [screen, width, height] of SCREENS) {
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    page.setDefaultTimeout(120_000);
    const shown = files.filter((file) => (colorScheme === "light" && !process.env.ALATAU_WALK_SHORT) || file.endsWith("-en.html"));
    for (const file of shown) await open(page, file, screen, colorScheme);
    await page.close();
  }
}
await browser.close();
console.log(`${files.length} pages, ${counted.looked} views, ${counted.wrong} faults`);
process.exit(counted.wrong === 0 && files.length > 0 ? 0 : 1);
