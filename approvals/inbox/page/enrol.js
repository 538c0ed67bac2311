// The page behind an invitation.
import * as api from "./api.js";
import {by_id, el} from "./dom.js";
import * as passkey from "./passkey.js";

let open = null;

const say = (text) => { by_id("said").textContent = text; };

async function attempt(work) {
  for (const button of document.querySelectorAll("button")) button.disabled = true;
  say("");
  try {
    await work();
  } catch (failed) {
    say(passkey.trouble(failed));
  } finally {
    for (const button of document.querySelectorAll("button")) button.disabled = false;
  }
}

// Not at once: whatever looks at links in chats must not use the invitation up.
by_id("begin").addEventListener("click", () => attempt(async () => {
  open = await api.begin_enrolment(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  by_id("begin-card").hidden = true;
  say(`Enrolling for ${open.person}.`);
  if (open.totp) {
    by_id("picture").src = open.totp.picture;
    by_id("secret").textContent = open.totp.secret.replace(/.{4}(?=.)/g, "$& ");
    by_id("totp-card").hidden = false;
  }
  by_id("passkey-card").hidden = !open.passkey || !passkey.possible();
}));

by_id("totp-form").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    const answer = await api.enrol_totp(open.enrolment, by_id("code").value.trim());
    by_id("totp-card").hidden = true;
    by_id("recovery").replaceChildren(...answer.recovery_codes.map((code) => el("li", "", el("code", "", code))));
    by_id("recovery-card").hidden = false;
    say("The app is enrolled.");
  });
});

by_id("passkey-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = by_id("name").value.trim();
  attempt(async () => {
    await api.enrol_passkey(open.enrolment, name, await passkey.create(open.passkey, open.person));
    by_id("passkeys").append(el("li", "", name));
    say("The passkey is enrolled.");
  });
});
