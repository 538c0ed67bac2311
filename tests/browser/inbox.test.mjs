// Decides holds in the inbox with a real browser: node --test inbox.test.mjs
// The fixture is build/release/tests/browser/inbox_fixture, or stands beside COUNTERSIGN_BINARY in the same way, or is
// what INBOX_FIXTURE says. CHROMIUM names the browser, if it is not Debian's.
import assert from "node:assert/strict";
import path from "node:path";
import {after, before, test} from "node:test";
import {chromium} from "playwright-core";
import {start_world} from "./world.mjs";

const built = process.env.COUNTERSIGN_BINARY ? path.dirname(process.env.COUNTERSIGN_BINARY)
  : new URL("../../build/release", import.meta.url).pathname;
const fixture = process.env.INBOX_FIXTURE ?? path.join(built, "tests/browser/inbox_fixture");
const right_to_left = "\u202e";

let world;
let browser;

before(async () => {
  world = await start_world(fixture);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

// A page of its own, logged in, on which nothing may go wrong unnoticed.
async function page_of(person, from = "/", options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 860}, ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("dialog", (dialog) => { troubles.push("dialog: " + dialog.message()); dialog.dismiss(); });
  page.on("console", (line) => {
    if (/Content Security Policy|violat/i.test(line.text())) troubles.push(line.text());
  });
  await page.goto(world.url + from);
  await page.getByLabel("Token").fill(world.tokens[person]);
  await page.getByRole("button", {name: "Log in"}).click();
  await page.locator("#link-state.on").waitFor();
  const open = (id) => page.locator(`[data-id="${id}"]`).click();
  const close = async () => {
    assert.deepEqual(troubles, []);
    await context.close();
  };
  return {page, open, close};
}
const text_of = (page, selector) => page.locator(selector).innerText();

test("a wrong token is refused with words, and the right one opens the inbox", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(world.url);
  await page.getByLabel("Token").fill("wrong");
  await page.getByRole("button", {name: "Log in"}).click();
  await page.getByRole("alert").filter({hasText: "this token is not known"}).waitFor();
  await page.getByLabel("Token").fill(world.tokens.dana);
  await page.getByRole("button", {name: "Log in"}).click();
  await page.getByText("Nothing waits.").waitFor();
  // A reload needs no log-in, and scripts cannot read the cookie.
  await page.reload();
  await page.getByText("Nothing waits.").waitFor();
  assert.equal(await page.evaluate("document.cookie"), "");
  await page.getByRole("button", {name: "Log out"}).click();
  await page.getByLabel("Token").waitFor();
  await page.reload();
  await page.getByLabel("Token").waitFor();
  await context.close();
});

test("a new hold appears without reloading, is approved by a click, and shows its outcome", async () => {
  const {page, open, close} = await page_of("dana");
  await page.evaluate("window.not_reloaded = true");
  const hold = await world.tell({do: "open", statement: "WITH d AS (DELETE FROM orders RETURNING *) SELECT count(*) FROM d",
    effects: [{text: "delete public.orders (no WHERE)", offset: 23}, {text: "read d", verdict: "allow", rule: "default", offset: 60}],
    reason: "INC-42", in_transaction: true, parameters: [{type: "int4", value: "42"}]});
  await page.locator(`[data-id="${hold.id}"]`).waitFor();
  assert.match(await page.title(), /^\(1\) /);
  assert.match(await text_of(page, "#announce"), new RegExp(hold.code));
  await open(hold.id);
  assert.equal(await text_of(page, "#hold .code"), hold.code);
  assert.match(await text_of(page, "#hold .time-left"), /min left/);
  assert.match(await text_of(page, "#hold .who"), /app wants to run this on shop/);
  assert.match(await text_of(page, "#hold .who"), /inside a transaction/);
  assert.match(await text_of(page, "#hold .who"), /INC-42/);
  assert.match(await text_of(page, "#hold .effects"), /needs approval/);
  assert.match(await text_of(page, "#hold .effects"), /unbounded writes/);
  assert.equal(await text_of(page, "#hold mark"), "orders");
  assert.match(await text_of(page, "#hold .values"), /\$1\s+int4\s+42/);
  assert.equal(new URL(page.url()).pathname, "/holds/" + hold.code);
  await page.locator("#approve:enabled").click();
  await page.locator("#hold .result").filter({hasText: "Approved by dana (inbox)"}).waitFor();
  assert.equal(await page.locator("#decide").isVisible(), false);
  await world.tell({do: "finish", id: hold.id, text: "DELETE 1204"});
  await page.locator("#hold .result").filter({hasText: "Ran: DELETE 1204 in 38 ms"}).waitFor();
  await page.getByRole("tab", {name: "History"}).click();
  await page.locator(`[data-id="${hold.id}"]`).filter({hasText: "DELETE 1204"}).waitFor();
  assert.equal(await page.evaluate("window.not_reloaded"), true);
  await close();
});

test("the keyboard alone finds a hold and denies it with a reason; one key never decides", async () => {
  const {page, close} = await page_of("sam");
  const first = await world.tell({do: "open", statement: "TRUNCATE a"});
  const second = await world.tell({do: "open", statement: "TRUNCATE b"});
  await page.locator(`[data-id="${second.id}"]`).waitFor();
  await page.keyboard.press("j");
  await page.locator("#hold .code", {hasText: first.code}).waitFor();
  await page.keyboard.press("j");
  await page.locator("#hold .code", {hasText: second.code}).waitFor();
  await page.keyboard.press("k");
  await page.locator("#hold .code", {hasText: first.code}).waitFor();
  await page.locator("#approve:enabled").waitFor();
  await page.keyboard.press("a");
  assert.equal(await page.evaluate("document.activeElement.id"), "approve");
  assert.equal(await page.locator("#hold .result").count(), 0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("d");
  assert.equal(await page.evaluate("document.activeElement.id"), "reason");
  await page.keyboard.type("use the archive job, ask jkad?");
  assert.equal(await text_of(page, "#hold .code"), first.code);
  await page.keyboard.press("Enter");
  await page.locator("#hold .result").filter({hasText: "Denied by sam (inbox)"}).waitFor();
  assert.match(await text_of(page, "#hold .result"), /use the archive job, ask jkad\?/);
  await world.tell({do: "withdraw", id: second.id});
  await page.locator(`[data-id="${second.id}"]`).waitFor({state: "detached"});
  await close();
});

test("what cannot be seen or reorders text is shown as a marked escape, and nothing is read as HTML", async () => {
  const {page, open, close} = await page_of("dana");
  const hold = await world.tell({do: "open",
    statement: `UPDATE users SET admin = true WHERE name = 'x${right_to_left} ;-- ' /*\u200b*/ OR n\u0430me = '<img src=x onerror=alert(1)>\r'`,
    application: `<b>psql</b>${right_to_left}`, role: "ap\u0000p".replace("\u0000", "\u00ad"), reason: `<script>alert(2)</script>\u2066`,
    effects: [{text: "update public.users (admin)", offset: 7}]});
  await open(hold.id);
  const escapes = await page.locator("#hold .statement .esc").allInnerTexts();
  assert.deepEqual(escapes, ["U+202E", "U+200B", "U+000D"]);
  assert.equal(await page.locator("#hold .statement .esc").first().getAttribute("title"), "right-to-left override");
  assert.deepEqual(await page.locator("#hold .statement .foreign").allInnerTexts(), ["\u0430"]);
  assert.match(await text_of(page, "#hold .warning"), /3 characters that cannot be seen/);
  assert.match(await text_of(page, "#hold .who"), /<b>psql<\/b>U\+202E/);
  assert.match(await text_of(page, "#hold .who"), /apU\+00ADp wants/);
  assert.match(await text_of(page, "#hold .who"), /<script>alert\(2\)<\/script>U\+2066/);
  assert.equal(await page.locator("#hold img, #hold script, #hold b").count(), 0);
  assert.doesNotMatch(await text_of(page, "body"), /[\u202e\u2066\u200b\u00ad]/);
  assert.match(await text_of(page, `[data-id="${hold.id}"]`), /apU\+00ADp/);
  await world.tell({do: "withdraw", id: hold.id});
  await page.locator("#hold .result").filter({hasText: "Withdrawn: the requester cancelled it"}).waitFor();
  await close();
});

test("the second of two approvers sees at once that the first has decided", async () => {
  const dana = await page_of("dana");
  const sam = await page_of("sam");
  const hold = await world.tell({do: "open", statement: "DROP TABLE orders"});
  await dana.open(hold.id);
  await sam.open(hold.id);
  await dana.page.locator("#approve:enabled").waitFor();
  await sam.page.locator("#deny:enabled").click();
  await dana.page.locator("#hold .result").filter({hasText: "Denied by sam (inbox)"}).waitFor();
  assert.equal(await dana.page.locator("#approve").isVisible(), false);
  await dana.close();
  await sam.close();
});

test("a link from a NOTICE opens that hold after log-in, also when it is settled", async () => {
  const hold = await world.tell({do: "open", statement: "DROP TABLE linked"});
  await world.tell({do: "open", statement: "DROP TABLE another"});
  const one = await page_of("dana", "/holds/" + hold.code);
  await one.page.locator("#hold .code", {hasText: hold.code}).waitFor();
  await world.tell({do: "withdraw", id: hold.id});
  await one.page.locator("#hold .badge", {hasText: "Withdrawn"}).waitFor();
  await one.page.reload();
  await one.page.locator("#hold .code", {hasText: hold.code}).waitFor();
  await one.page.goBack().catch(() => {});
  await one.close();
  const none = await page_of("dana", "/holds/ZZZ-ZZZ");
  await none.page.locator("#toast").filter({hasText: "there is no such hold"}).waitFor();
  await none.close();
});

test("whoever may be the requester sees the hold, and is told why they cannot decide", async () => {
  const hold = await world.tell({do: "open", statement: "DROP TABLE own"});
  const eve = await page_of("eve");
  await eve.open(hold.id);
  await eve.page.locator("#why-not").filter({hasText: "nobody decides on their own request"}).waitFor();
  assert.equal(await eve.page.locator("#decide").isVisible(), false);
  await eve.close();
});

test("a long statement is loaded whole before anybody can decide", async () => {
  const {page, open, close} = await page_of("dana");
  const hold = await world.tell({do: "open", statement: "DELETE FROM orders WHERE id IN (" + "1234567, ".repeat(10_000) + "0) -- the end"});
  await open(hold.id);
  await page.locator("#approve:enabled").waitFor();
  assert.match(await text_of(page, "#hold .statement"), /-- the end$/);
  await close();
});

test("on a phone the list and the request are one column each, without sideways scrolling", async () => {
  const hold = await world.tell({do: "open", statement: "DELETE FROM " + "very_long_name_".repeat(30)});
  const {page, open, close} = await page_of("dana", "/", {viewport: {width: 360, height: 720}, isMobile: true, hasTouch: true});
  const sideways = () => page.evaluate("document.documentElement.scrollWidth > innerWidth");
  assert.equal(await sideways(), false);
  await open(hold.id);
  assert.equal(await page.locator(".side").isVisible(), false);
  assert.equal(await sideways(), false);
  await page.locator("#approve:enabled").waitFor();
  await page.getByRole("button", {name: "All requests"}).click();
  await page.locator(`[data-id="${hold.id}"]`).waitFor();
  assert.equal(await page.locator("#detail").isVisible(), false);
  await close();
});
