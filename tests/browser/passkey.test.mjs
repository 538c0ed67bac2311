// Enrols and uses passkeys and one-time codes in a real browser, with its virtual authenticator: node --test passkey.test.mjs
import assert from "node:assert/strict";
import {createHmac} from "node:crypto";
import path from "node:path";
import {after, before, test} from "node:test";
import {chromium} from "playwright-core";
import {start_world} from "./world.mjs";

const built = process.env.COUNTERSIGN_BINARY ? path.dirname(process.env.COUNTERSIGN_BINARY)
  : new URL("../../build/release", import.meta.url).pathname;
const fixture = process.env.INBOX_FIXTURE ?? path.join(built, "tests/browser/inbox_fixture");

let world;
let browser;
let site;

before(async () => {
  world = await start_world(fixture);
  site = `http://localhost:${world.port}`;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

// A page with an authenticator of its own, on which nothing may go wrong unnoticed.
async function page_with_key(options = {}) {
  const context = await browser.newContext({viewport: {width: 1000, height: 900}});
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (line) => {
    if (/Content Security Policy|violat/i.test(line.text())) troubles.push(line.text());
  });
  const tools = await context.newCDPSession(page);
  await tools.send("WebAuthn.enable");
  const {authenticatorId} = await tools.send("WebAuthn.addVirtualAuthenticator", {options: {
    protocol: "ctap2", transport: "internal", hasUserVerification: true, isUserVerified: true,
    automaticPresenceSimulation: true, ...options,
  }});
  // What the page sends, to be sent again by the test.
  const sent = [];
  page.on("request", (request) => {
    if (request.method() === "POST") sent.push({path: new URL(request.url()).pathname, body: request.postData()});
  });
  const close = async () => {
    assert.deepEqual(troubles, []);
    await context.close();
  };
  return {page, tools, authenticatorId, sent, close};
}

// In the page, as a script in it would.
const post = (page, path, body) => page.evaluate(async ([path, body]) => {
  const answer = await fetch(path, {method: "POST", headers: {"Content-Type": "application/json"}, body});
  return {status: answer.status, ...(await answer.json())};
}, [path, typeof body === "string" ? body : JSON.stringify(body)]);

async function begin_enrolment(page, person) {
  const {invitation} = await world.tell({do: "invite", person});
  await page.goto(`${site}/enrol#${invitation}`);
  await page.getByRole("button", {name: "Begin"}).click();
  await page.getByText(`Enrolling for ${person}.`).waitFor();
  return invitation;
}
async function enrol_passkey(page, person, name) {
  const invitation = await begin_enrolment(page, person);
  await page.getByLabel("Its name").fill(name);
  await page.getByRole("button", {name: "Enrol a passkey"}).click();
  await page.getByText("The passkey is enrolled.").waitFor();
  return invitation;
}
const said = (page) => page.locator("#said");

function code_of(secret, steps) {
  let bits = "";
  for (const sign of secret) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac("sha1", key).update(step).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("a requester enrols a passkey and confirms the statement that they see", async () => {
  const {page, sent, close} = await page_with_key();
  const invitation = await enrol_passkey(page, "eve", "laptop");
  assert.equal((await post(page, "/api/enrol", {invitation})).status, 410);
  assert.equal(new URL(page.url()).hash, "");

  const held = await world.tell({do: "open", statement: "DELETE FROM orders; -- mine", step_up: true});
  await page.goto(`${site}/prove#${held.link}`);
  await page.getByText(held.code).first().waitFor();
  await page.locator(".statement").filter({hasText: "orders; -- mine"}).waitFor();
  await page.getByRole("button", {name: "Confirm with a passkey"}).click();
  await said(page).filter({hasText: "confirmed; it runs now"}).waitFor();
  const done = await world.tell({do: "show", id: held.id});
  assert.equal(done.state, "approved");
  assert.equal(done.decisions[0].factor, "passkey");
  // What was agreed to can be shown later: the signed challenge begins with the request's digest.
  const proof = JSON.parse(done.decisions[0].proof);
  const client = JSON.parse(Buffer.from(proof.client_data, "base64url"));
  assert.equal(Buffer.from(client.challenge, "base64url").subarray(0, 32).toString("hex"), done.digest);

  // The same answer again: to this request, and to another.
  const answer = JSON.parse(sent.find((one) => one.path === "/api/prove/passkey").body);
  assert.equal((await post(page, "/api/prove/passkey", answer)).status, 410);
  const other = await world.tell({do: "open", statement: "DELETE FROM customers", step_up: true});
  const refused = await post(page, "/api/prove/passkey", {...answer, link: other.link});
  assert.equal(refused.status, 422);
  assert.match(refused.error, /answered already/);
  const asked = await post(page, "/api/prove", {link: other.link});
  const moved = await post(page, "/api/prove/passkey", {...answer, link: other.link, nonce: asked.passkey.nonce});
  assert.equal(moved.status, 422);
  assert.match(moved.error, /another question/);
  assert.equal((await world.tell({do: "show", id: other.id})).state, "pending");
  await close();
});

test("a key that does not verify its user is refused at enrolment", async () => {
  const {page, close} = await page_with_key({hasUserVerification: false, isUserVerified: false});
  await begin_enrolment(page, "eve");
  await page.getByRole("button", {name: "Enrol a passkey"}).click();
  await said(page).filter({hasText: /did not use a passkey/}).waitFor();
  await close();
});

test("an authenticator app is enrolled by its QR code, and its code confirms once", async () => {
  const {page, close} = await page_with_key();
  await begin_enrolment(page, "eve");
  assert.ok(await page.locator("#picture").evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
  const secret = (await page.locator("#secret").innerText()).replaceAll(" ", "");
  await page.getByLabel("Code of now").fill(code_of(secret, 0));
  await page.getByRole("button", {name: "Enrol the app"}).click();
  await page.getByText("The app is enrolled.").waitFor();
  assert.equal(await page.locator("#recovery li").count(), 10);

  const held = await world.tell({do: "open", statement: "DELETE FROM orders", step_up: true});
  await page.goto(`${site}/prove#${held.link}`);
  await page.getByLabel("One-time code").fill("000000");
  await page.getByRole("button", {name: "Confirm and run it"}).click();
  await said(page).filter({hasText: "the code is wrong or too old"}).waitFor();
  await page.getByLabel("One-time code").fill(code_of(secret, 1));
  await page.getByRole("button", {name: "Confirm and run it"}).click();
  await said(page).filter({hasText: "confirmed; it runs now"}).waitFor();
  await close();
});

test("whoever did not run it says so, and it is denied", async () => {
  const {page, close} = await page_with_key();
  const held = await world.tell({do: "open", statement: "DELETE FROM orders", step_up: true});
  await page.goto(`${site}/prove#${held.link}`);
  await page.getByRole("button", {name: "This was not me"}).click();
  await said(page).filter({hasText: "denied"}).waitFor();
  assert.equal((await world.tell({do: "show", id: held.id})).state, "denied");
  await close();
});

test("an approver approves with a passkey where the rule wants one", async () => {
  const {page, sent, close} = await page_with_key();
  await enrol_passkey(page, "dana", "phone");
  const held = await world.tell({do: "open", statement: "DELETE FROM orders", approver_factor: "passkey"});
  await page.goto(`${site}/holds/${held.code}`);
  await page.getByLabel("Token").fill(world.tokens.dana);
  await page.getByRole("button", {name: "Log in"}).click();
  await page.locator("#approve:not([disabled])").click();
  await page.getByText("approved; it runs now").first().waitFor();
  const done = await world.tell({do: "show", id: held.id});
  assert.equal(done.state, "approved");
  assert.equal(done.decisions[0].factor, "passkey");
  assert.ok(sent.some((one) => one.path === "/api/challenge"));
  await close();
});
