// The JSON API, with the CSRF token of this session.
let csrf = "";

export class api_error extends Error {
  constructor(status, body) {
    super(body.error ?? "Countersign does not answer");
    this.status = status;
    this.hint = body.hint ?? "";
    this.body = body;
  }
}

async function call(method, path, body) {
  const headers = {Accept: "application/json"};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET" && csrf) headers["X-CSRF-Token"] = csrf;
  let response;
  let data = {};
  try {
    response = await fetch(path, {method, headers, credentials: "same-origin", cache: "no-store", redirect: "error",
      body: body === undefined ? undefined : JSON.stringify(body)});
    data = await response.json();
  } catch (failed) {
    throw new api_error(response?.status ?? 0, {error: "Countersign cannot be reached", hint: "Check the connection; the page tries again by itself."});
  }
  if (!response.ok) throw new api_error(response.status, data);
  if (data.csrf) csrf = data.csrf;
  return data;
}

export const me = () => call("GET", "/api/me");
export const log_in = (token) => call("POST", "/api/login", {token});
export const log_out = () => call("POST", "/api/logout", {});
export const pending = () => call("GET", "/api/holds?state=pending&limit=200");
export const recent = (before) => call("GET", "/api/holds?state=all&limit=50" + (before ? "&before=" + encodeURIComponent(before) : ""));
export const one = (code) => call("GET", "/api/holds/" + encodeURIComponent(code));
export const decide = (id, decision, reason, digest, passkey = {}) =>
  call("POST", `/api/holds/${encodeURIComponent(id)}/decision`, {decision, reason, digest, ...passkey});
export const challenge = (hold) => call("POST", "/api/challenge", {hold});

// Behind the links of step-ups and invitations.
export const ask_proof = (link) => call("POST", "/api/prove", {link});
export const prove_code = (link, person, code) => call("POST", "/api/prove/code", {link, person, code});
export const prove_passkey = (link, said) => call("POST", "/api/prove/passkey", {link, ...said});
export const disown = (link) => call("POST", "/api/prove/disown", {link});
export const begin_enrolment = (invitation) => call("POST", "/api/enrol", {invitation});
export const enrol_totp = (enrolment, code) => call("POST", "/api/enrol/totp", {enrolment, code});
export const enrol_passkey = (enrolment, name, made) => call("POST", "/api/enrol/passkey", {enrolment, name, ...made});
