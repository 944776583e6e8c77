// node look.mjs SITE PREFIX CHROMIUM [SCREENSHOTS]: opens the built site in a browser and prints what is wrong with it,
// one JSON object a line: {"page", "width", "scheme", "problem"}. With a fourth argument it writes pictures there.
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, relative } from "node:path";
import puppeteer from "puppeteer-core";

// PREFIX is where the site stands on its host ("/en/stable/"): the page for addresses that do not exist needs it.
const [site, prefix, executablePath, screenshots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// One page of each kind is looked at in every width, light and dark; the others in the narrow one only.
const KINDS = [
  "index", "start", "symptoms", "rules/index", "rules/life_cycle", "rules/dse107_blocking_call_in_async",
  "rules/dse901", "configuration", "check", "policy", "profiles", "how_we_know", "comparison", "contributing",
  "changelog", "search", "404", "sessions_end", "sessions_end/table", "sessions_end/time_lines", "recipes/index",
  "recipes/remember_me", "audit", "fixing", "integrations", "api", "editors", "speed",
];
const VIEWS = [
  { width: 1440, scheme: "light" }, { width: 1440, scheme: "dark" }, { width: 820, scheme: "light" },
  { width: 820, scheme: "dark" }, { width: 390, scheme: "light" }, { width: 390, scheme: "dark" },
];

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  try {
    const text = readFileSync(join(site, path.slice(prefix.length)));
    response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" }).end(text);
  } catch {
    const page = pages.includes("404") ? readFileSync(join(site, "404.html")) : "";
    response.writeHead(404, { "Content-Type": TYPES[".html"] }).end(page);
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const home = `http://127.0.0.1:${server.address().port}${prefix}`;

const say = (page, view, problem) => console.log(JSON.stringify({ page, ...view, problem }));
const pages = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.name.endsWith(".html"))
  .map((entry) => relative(site, join(entry.parentPath ?? entry.path, entry.name)).replace(/\.html$/, ""))
  .filter((page) => !page.startsWith("_"))
  .sort();

async function open(tab, page, view) {
  await tab.setViewport({ width: view.width, height: 1000 });
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: view.scheme }]);
  // The page for addresses that do not exist is shown at such an address, in a folder below.
  await tab.goto(`${home}${page === "404" ? "no/such/page" : page}.html`, { waitUntil: "load" });
}

async function lookAt(tab, page, view) {
  await open(tab, page, view);
  const wider = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wider > 0) say(page, view, `the page is ${wider} pixels wider than the window`);
}

async function violations(tab, page, view) {
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const each of found.violations) {
    const where = each.nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.html.slice(0, 120)}`);
    say(page, view, `${each.id} (${each.impact}): ${each.help}, ${each.nodes.length} times; ${where.join("; ")}`);
  }
}

const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const tab = await browser.newPage();
  tab.on("pageerror", (error) => say(tab.url(), {}, `a script fails: ${error.message}`));
  for (const page of pages) {
    const views = KINDS.includes(page) ? VIEWS : VIEWS.slice(4, 5);
    for (const view of views) {
      await lookAt(tab, page, view);
      if (KINDS.includes(page)) await violations(tab, page, view);
      if (screenshots) {
        const name = `${page.replaceAll("/", "-")}-${view.width}-${view.scheme}.png`;
        await tab.screenshot({ path: join(screenshots, name) });
      }
    }
  }
  // Without JavaScript: text and navigation are there, and what needs a script says so.
  const plain = await browser.newPage();
  await plain.setJavaScriptEnabled(false);
  for (const page of KINDS.filter((each) => pages.includes(each))) {
    for (const view of [VIEWS[0], VIEWS[3], VIEWS[4]]) {
      await open(plain, page, view);
      const seen = await plain.evaluate(() => {
        const isShown = (each) => each.checkVisibility({ visibilityProperty: true }) && each.getClientRects().length > 0;
        return {
          text: [...document.querySelectorAll("h1")].some(isShown),
          navigation: [...document.querySelectorAll(".sidebar-tree a")].filter(isShown).length,
          says: document.body.innerText,
        };
      });
      if (!seen.text) say(page, view, "without JavaScript there is no heading");
      if (view.width === 1440 && seen.navigation < 5) say(page, view, "without JavaScript there is no navigation");
      if (page === "search" && !seen.says.includes("JavaScript")) {
        say(page, view, "it does not say that search needs JavaScript");
      }
      if (screenshots) {
        await plain.screenshot({ path: join(screenshots, `plain-${page.replaceAll("/", "-")}-${view.width}.png`) });
      }
    }
  }
  // On paper: the navigation is not printed.
  const paper = await browser.newPage();
  await open(paper, "start", VIEWS[0]);
  await paper.emulateMediaType("print");
  const printed = await paper.evaluate(() => {
    const shown = (selector) => [...document.querySelectorAll(selector)].some((each) => each.getClientRects().length > 0);
    return { navigation: shown(".sidebar-drawer"), text: shown("h1") };
  });
  if (printed.navigation || !printed.text) say("start", { width: 0, scheme: "print" }, "navigation is printed, or no text");
  if (screenshots) await paper.screenshot({ path: join(screenshots, "print-start.png") });
} finally {
  await browser.close();
  server.close();
}
