// The page behind a step-up's link: the requester confirms their own statement.
import * as api from "./api.js";
import {render_hold} from "./detail.js";
import {by_id} from "./dom.js";
import * as passkey from "./passkey.js";

const link = location.hash.slice(1);
let asked = null;

function say(text, over) {
  by_id("said").textContent = text;
  if (over) by_id("confirm").hidden = true;
}

async function load() {
  asked = await api.ask_proof(link);
  render_hold(by_id("statement"), asked.hold);
  by_id("confirm").hidden = false;
  by_id("code-form").hidden = !asked.factors.includes("totp");
  by_id("person-row").hidden = !asked.name_wanted;
  by_id("person").required = asked.name_wanted;
  by_id("passkey-row").hidden = !asked.passkey || !passkey.possible();
}

async function attempt(work) {
  for (const button of document.querySelectorAll("button")) button.disabled = true;
  try {
    say((await work()).message + ".", true);
  } catch (failed) {
    say(passkey.trouble(failed), failed.status === 410 || failed.status === 409);
    // A challenge is good for one answer.
    if (!by_id("confirm").hidden) await load().catch(() => {});
  } finally {
    for (const button of document.querySelectorAll("button")) button.disabled = false;
    by_id("code").value = "";
  }
}

by_id("code-form").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(() => api.prove_code(link, by_id("person").value.trim(), by_id("code").value.trim()));
});
by_id("passkey").addEventListener("click", () =>
  attempt(async () => api.prove_passkey(link, await passkey.sign(asked.passkey))));
by_id("disown").addEventListener("click", () => attempt(() => api.disown(link)));

load().catch((failed) => say(passkey.trouble(failed), true));
