// What the walks share: a browser without a network of its own, axe, faults.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

export const SCREENS = [["phone", 390, 844], ["desktop", 1280, 900]];
export const counted = { wrong: 0, looked: 0 };

// What is wrong goes to standard output, a line each.
export function fault(where, what) {
  counted.wrong += 1;
  console.log(`${where}: ${what}`);
}

export const launch = (executablePath) => chromium.launch({ executablePath, args: QUIET });

// Asks whether the page fits the screen and what axe finds; leaves a picture.
export async function look(page, where, picture) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wider > 0) fault(where, `wider than the screen by ${wider} px`);
  await page.screenshot({ path: picture, fullPage: true });
  counted.looked += 1;
  await page.evaluate(axe);
  const found = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules }), RULES);
  for (const v of found.violations) {
    const node = v.nodes[0];
    fault(where, `axe ${v.id} (${v.nodes.length}) at ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ").slice(0, 240)}`);
  }
}
