// Opens report.html of two runs of `softlin check --out` and tries what a reader does with it. Arguments: the folder of a
// small suite, the folder of the built-in suite. Prints one line a check that failed, and a count.
"use strict";
const { execFileSync } = require("node:child_process");
const { readFileSync, statSync } = require("node:fs");
const { join } = require("node:path");
const { chromium } = require("playwright-core");

const [small, builtIn] = process.argv.slice(2);
const pictures = process.env.SCREENSHOTS;
let passed = 0;
let failed = 0;
const check = (what, holds, detail = "") => {
  if (holds) { passed += 1; return; }
  failed += 1;
  console.log(`failed: ${what}${detail === "" ? "" : `: ${typeof detail === "string" ? detail : JSON.stringify(detail)}`}`);
};
const address = folder => "file://" + join(folder, "report.html");
const lines = folder => readFileSync(join(folder, "results.jsonl"), "utf8").trimEnd().split("\n");

let browser;
// A page that must load nothing, and neither warn nor fail.
const open = async (folder, { hash = "", ...options } = {}) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  const page = await context.newPage();
  const url = address(folder);
  page.on("console", message => check("the console is empty", false, message.text()));
  page.on("pageerror", error => check("no error", false, String(error)));
  page.on("request", request => check("nothing is loaded", request.url().split("#")[0] === url, request.url()));
  page.on("dialog", dialog => { check("no dialog", false, dialog.message()); dialog.dismiss(); });
  await page.goto(url + hash);
  return page;
};
const visibleRows = page => page.$$eval("tbody", rows => rows.filter(row => row.checkVisibility({ contentVisibilityAuto: false }))
  .map(row => ({ verdict: row.dataset.verdict, surprise: row.classList.contains("surprise") })));
const count = (rows, verdict) => rows.filter(row => row.verdict === verdict).length;

const filters = async () => {
  const rows = lines(builtIn).map(line => JSON.parse(line));
  const page = await open(builtIn);
  check("all rows are shown", (await visibleRows(page)).length === rows.length);
  check("the output counts them", (await page.textContent("output")).startsWith(`${rows.length} rows, `));
  for (const verdict of ["proved", "consistent", "undecided"]) await page.uncheck(`[name=verdict][value=${verdict}]`);
  const violated = await visibleRows(page);
  check("one verdict", violated.length === count(rows, "violated") && violated.every(row => row.verdict === "violated"));
  check("the address keeps it", page.url().endsWith("#verdict=violated"), page.url());
  check("claims without such rows are hidden", await page.$$eval("article", all => all.every(article =>
    article.hidden === !article.querySelector('tbody[data-verdict="violated"]'))));
  check("and so are their entries", await page.$$eval(".contents li", all => all.every(entry =>
    entry.hidden === document.getElementById(entry.querySelector("a").getAttribute("href").slice(1)).hidden)));

  const again = await open(builtIn, { hash: "#verdict=violated" });
  check("the address restores it", (await visibleRows(again)).length === violated.length);
  check("with its boxes", await again.$$eval("[name=verdict]", boxes => boxes.every(box => box.checked === (box.value === "violated"))));
  await again.click("button[type=reset]");
  await again.waitForFunction(() => location.hash === "");
  check("all are shown again", (await visibleRows(again)).length === rows.length);

  await again.keyboard.press("/");
  await again.keyboard.type("PROP-3.1  sigma");
  const names = await again.$$eval("article", all => all.filter(article => !article.hidden).map(article => article.textContent.toLowerCase() + article.dataset.text.toLowerCase()));
  check("the search finds claims", names.length > 3 && names.every(text => text.includes("prop-3.1") && text.includes("sigma")), names.length);
  check("the search is in the address", again.url().includes("q=PROP-3.1++sigma") || again.url().includes("q=PROP-3.1"), again.url());
  await again.keyboard.press("Escape");
  check("Escape ends it", (await visibleRows(again)).length === rows.length && again.url() === address(builtIn));
  await again.keyboard.type("no such claim anywhere");
  check("nothing found is said", await again.isVisible(".none") && (await visibleRows(again)).length === 0);
  await again.goto(address(builtIn) + "#q=headline&verdict=proved&at=headline");
  await again.waitForFunction(() => document.querySelector("[name=q]").value === "headline");
  check("a changed address is followed", (await visibleRows(again)).every(row => row.verdict === "proved"));
  check("to the claim", await again.$eval("#headline", article => Math.abs(article.getBoundingClientRect().top) < 200));
  await again.click(".contents li:not([hidden]) a >> nth=1");
  check("links keep the filters", again.url().includes("q=headline") && again.url().includes("at="), again.url());
  await again.goBack();
  check("the way back too", (await again.inputValue("[name=q]")) === "headline" && again.url().endsWith("at=headline"), again.url());

  const surprises = await open(small, { hash: "#unexpected=1" });
  const expected = lines(small).filter(line => !JSON.parse(line).as_expected).length;
  const shown = await visibleRows(surprises);
  check("only unexpected rows", expected > 0 && shown.length === expected && shown.every(row => row.surprise), shown.length);
  await surprises.screenshot({ path: join(pictures, "unexpected.png") });
  // A link to a claim that the filters hide shows it.
  await surprises.goto(address(small) + "#named");
  await surprises.waitForFunction(() => !document.getElementById("named").hidden);
  check("a link shows its claim", !surprises.url().includes("unexpected"));
};

const mathematics = async () => {
  const page = await open(builtIn);
  check("no formula of the built-in suite is left as code",
    (await page.$$eval(".formula code, .statement code, .facts code", all => all.map(one => one.textContent))).length === 0,
    await page.$$eval(".formula code, .statement code, .facts code", all => all.map(one => one.textContent)));
  const found = await page.evaluate(() => {
    const box = element => element.getBoundingClientRect();
    const out = { formulas: 0, empty: 0, fractions: 0, flat: 0, powers: 0, low: 0, wide: 0 };
    for (const math of document.querySelectorAll("math")) {
      out.formulas += 1;
      const { width, height } = box(math);
      if (!(width > 2 && height > 4)) out.empty += 1;
    }
    for (const fraction of document.querySelectorAll("mfrac")) {
      out.fractions += 1;
      const [above, below] = [box(fraction.children[0]), box(fraction.children[1])];
      if (!(above.bottom <= below.top + 1 && above.right > below.left && below.right > above.left)) out.flat += 1;
    }
    for (const power of document.querySelectorAll("msup")) {
      out.powers += 1;
      const [base, exponent] = [box(power.children[0]), box(power.children[1])];
      if (!(exponent.left >= base.left && exponent.bottom < base.bottom)) out.low += 1;
    }
    for (const formula of document.querySelectorAll(".formula")) if (formula.scrollWidth > formula.clientWidth + 1) out.wide += 1;
    return out;
  });
  check("there is mathematics", found.formulas > 1000 && found.fractions > 200 && found.powers > 1000, found);
  check("formulas have a size", found.empty === 0, found);
  check("fractions are stacked", found.flat === 0, found);
  check("exponents are raised", found.low === 0, found);
  check("formulas fit at 1440 pixels", found.wide === 0, found);
  await page.screenshot({ path: join(pictures, "desktop.png") });
  await page.goto(address(builtIn) + "#best-upper");
  await page.screenshot({ path: join(pictures, "desktop-claim.png") });
};

const hostile = async () => {
  const page = await open(small);
  check("names stay text", (await page.textContent("h3 >> nth=0")) === "it's <script>alert(1)</script> & \"so\" $HOME `on`");
  check("sentences stay text", (await page.textContent(".statement >> nth=0")).includes("<img src=x onerror=alert(2)>"));
  check("what is no formula is code", (await page.textContent(".statement code")) === "1/2x");
  check("one script", (await page.$$("script")).length === 1 && (await page.$$("img")).length === 0);
};

const keyboard = async () => {
  const page = await open(small, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.keyboard.press("Tab");
  check("the first stop is the skip link", await page.evaluate(() => document.activeElement.className === "skip"));
  check("it can be seen", await page.$eval(".skip", link => link.getBoundingClientRect().left >= 0));
  await page.keyboard.press("Enter");
  check("it leads to the claims", await page.evaluate(() => document.activeElement.id === "main" || location.hash === "#main"));
  let stops = 0;
  let seen = 0;
  for (; stops < 12; stops += 1) {
    await page.keyboard.press("Tab");
    seen += await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element.closest(".pick") ?? element);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 ? 1 : 0;
    });
  }
  check("every stop is outlined", seen === stops, `${seen} of ${stops}`);
  const summary = page.locator(".more summary").first();
  await summary.focus();
  await page.keyboard.press("Enter");
  check("Enter opens a row", await page.$eval(".more details", details => details.open));
  await page.locator(".more .copy").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".more .copy").textContent === "Copied");
  check("the command is copied", (await page.evaluate(() => navigator.clipboard.readText())) === await page.textContent(".more pre"));
  await summary.focus();
  await page.screenshot({ path: join(pictures, "open-row.png") });
};

// The words on the page, run by a shell, print the row that is stored.
const commands = async (folder, stride) => {
  const page = await open(folder);
  const all = await page.$$eval("tbody .more pre", list => list.map(one => one.textContent));
  const stored = new Set(lines(folder));
  check("a command for each row", all.length === stored.size, [all.length, stored.size]);
  check("and no two the same", new Set(all).size === all.length);
  for (let i = 0; i < all.length; i += stride) {
    let printed;
    try {
      printed = execFileSync("/bin/sh", ["-c", all[i]], { encoding: "utf8", cwd: join(folder, "..") });
    } catch (failure) {  // status 1: a verdict that is not expected
      printed = failure.status === 1 ? failure.stdout : String(failure.stderr);
    }
    check("the command repeats its row", printed.split("\n").length === 2 && stored.has(printed.trimEnd()), all[i] + " -> " + printed);
  }
};

const contrast = page => page.evaluate(() => {
  const parse = text => {
    const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
    return { rgb: [red, green, blue], alpha };
  };
  const luminance = rgb => {
    const [red, green, blue] = rgb.map(value => value / 255).map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const background = element => {
    for (let at = element; at; at = at.parentElement) {
      const { rgb, alpha } = parse(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const low = new Set();
  let least = 21;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("script, style, svg, [hidden]")) continue;
    const [one, two] = [luminance(parse(getComputedStyle(element).color).rgb), luminance(background(element))];
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    least = Math.min(least, ratio);
    if (ratio < 4.5) low.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return { least, low: [...low].slice(0, 10) };
});

const looks = async () => {
  const grounds = {};
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(small, { colorScheme });
    for (const details of await page.$$("main details")) await details.evaluate(element => { element.open = true; });
    const found = await contrast(page);
    check(`contrast, ${colorScheme}`, found.low.length === 0, found);
    grounds[colorScheme] = await page.$eval("body", body => getComputedStyle(body).backgroundColor);
    await page.screenshot({ path: join(pictures, `${colorScheme}.png`) });
    check("drawings stand on white", await page.$$eval(".plot", all => all.length > 0 &&
      all.every(plot => getComputedStyle(plot).backgroundColor === "rgb(255, 255, 255)")));
  }
  check("dark is not light", grounds.light !== grounds.dark, grounds);

  const page = await open(small, { colorScheme: "dark" });
  await page.click("[name=theme]");
  const ground = () => page.$eval("body", body => getComputedStyle(body).backgroundColor);
  check("light can be chosen", (await ground()) === grounds.light && (await page.textContent("[name=theme]")) === "Theme: light");
  await page.reload();
  check("and is remembered", (await ground()) === grounds.light);
  await page.click("[name=theme]");
  await page.emulateMedia({ colorScheme: "light" });
  check("so can dark", (await ground()) === grounds.dark);
};

const figures = async () => {
  const page = await open(small, { hash: "#figures=1" });
  const drawn = await page.$$eval(".plot svg", all => all.map(svg => {
    const { width, height } = svg.getBoundingClientRect();
    return width > 200 && height > 100 && svg.getAttribute("aria-label") !== "";
  }));
  check("figures are drawn", drawn.length > 0 && drawn.every(Boolean), drawn);
  for (const folder of [small, builtIn]) {
    const other = await open(folder);
    const ids = await other.$$eval("[id]", all => all.map(element => element.id));
    check("ids differ", new Set(ids).size === ids.length);
    check("references are met", await other.$$eval("use, [aria-labelledby]", all => all.every(element =>
      document.getElementById(element.getAttribute("aria-labelledby") ?? element.getAttribute("href").slice(1)) !== null)));
  }
  const all = await open(builtIn);
  check("the built-in suite has figures", (await all.$$(".plot svg")).length > 50);
  await page.locator(".plot").first().screenshot({ path: join(pictures, "figure.png") });
};

const phone = async () => {
  const device = { viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
  for (const [name, folder] of [["small", small], ["built-in", builtIn]]) {
    const page = await open(folder, { ...device, hash: "#figures=1" });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth);
    await page.screenshot({ path: join(pictures, `phone-${name}.png`) });
    check(`nothing overflows, ${name}`, (await overflow()) <= 360, await overflow());
    await page.$$eval("main details", all => { for (const details of all) details.open = true; });
    await page.evaluate(() => { for (const article of document.querySelectorAll("article")) article.style.contentVisibility = "visible"; });
    check(`nor with all open, ${name}`, (await overflow()) <= 360, await overflow());
    await page.$eval("tbody", row => row.scrollIntoView());
    await page.screenshot({ path: join(pictures, `phone-${name}-rows.png`) });
    check(`cells are named, ${name}`, await page.$$eval("td[data-h]", all => all.slice(0, 50).every(cell =>
      getComputedStyle(cell, "::before").content === `"${cell.dataset.h}"`)));
  }
};

const paper = async () => {
  const page = await open(small);
  await page.$eval(".more details", details => { details.open = true; });
  await page.uncheck("[name=verdict][value=violated]");
  await page.emulateMedia({ media: "print" });
  for (const part of [".bar", ".contents", "[name=theme]"]) check(`${part} is not printed`, !(await page.isVisible(part)));
  const file = join(pictures, "print.pdf");
  await page.pdf({ path: file, format: "A4" });
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  check("claims are printed", text.includes("named") && text.includes("headline"));
  check("and only those that the filters leave", !text.includes("A bound that fails"));
  check("open rows are printed", text.includes("repeat"));
  check("closed ones are not", text.split("repeat").length === 2, text.split("repeat").length);
  check("the filters are not", !text.includes("Search"));
};

const withoutScript = async () => {
  const page = await open(small, { javaScriptEnabled: false });
  check("the filters are away", !(await page.isVisible(".bar")) && !(await page.isVisible("[name=theme]")));
  check("all rows are there", (await page.locator("tbody").count()) === lines(small).length &&
    await page.locator("tbody").first().isVisible());
};

const measure = async () => {
  const page = await open(builtIn);
  const times = await page.evaluate(() => {
    const input = document.querySelector("[name=q]");
    const start = performance.now();
    for (const text of ["p", "pr", "pro", "prop"]) {
      input.value = text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      document.body.getBoundingClientRect();
    }
    const { loadEventEnd } = performance.getEntriesByType("navigation")[0];
    return { load: Math.round(loadEventEnd), keystroke: Math.round((performance.now() - start) / 4) };
  });
  const bytes = statSync(join(builtIn, "report.html")).size;
  check("the page stays small", bytes < 3.5e6, bytes);
  console.log(`built-in suite: ${(bytes / 1e6).toFixed(2)} MB, loaded in ${times.load} ms, ${times.keystroke} ms a key in the search`);
};

const main = async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  const parts = { filters, mathematics, hostile, keyboard, looks, figures, phone, paper, withoutScript, measure,
    commandsOfSmall: () => commands(small, 1), commandsOfBuiltIn: () => commands(builtIn, 61) };
  for (const [name, part] of Object.entries(parts)) {
    try {
      await part();
    } catch (error) {
      check(name, false, String(error));
    }
    for (const context of browser.contexts()) await context.close();
  }
  await browser.close();
  console.log(`${passed} checks passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
};
main();
