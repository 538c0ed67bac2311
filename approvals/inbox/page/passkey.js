// Passkeys: bytes between the browser and the API.
const to_bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const to_text = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

export const possible = () => typeof PublicKeyCredential === "function";

// Asks for one of the keys that the challenge allows; what comes back goes to the API as it is.
export async function sign({nonce, challenge, allow, site}) {
  const said = await navigator.credentials.get({publicKey: {
    challenge: to_bytes(challenge), rpId: site, userVerification: "required", timeout: 120_000,
    allowCredentials: allow.map((id) => ({type: "public-key", id: to_bytes(id)})),
  }});
  return {nonce, credential: to_text(said.rawId), client_data: to_text(said.response.clientDataJSON),
    authenticator_data: to_text(said.response.authenticatorData), signature: to_text(said.response.signature)};
}

export async function create({challenge, site}, person) {
  const made = await navigator.credentials.create({publicKey: {
    challenge: to_bytes(challenge), rp: {id: site, name: "Countersign"},
    user: {id: new TextEncoder().encode(person).slice(0, 64), name: person, displayName: person},
    pubKeyCredParams: [-7, -8, -257].map((alg) => ({type: "public-key", alg})),
    authenticatorSelection: {userVerification: "required", residentKey: "discouraged"},
    attestation: "none", timeout: 120_000,
  }});
  return {client_data: to_text(made.response.clientDataJSON),
    authenticator_data: to_text(made.response.getAuthenticatorData())};
}

// What a browser throws, for people.
export const trouble = (failed) => failed instanceof DOMException
  ? `The browser did not use a passkey: ${failed.name === "NotAllowedError" ? "it was cancelled, or took too long" : failed.message}`
  : [failed.message, failed.hint].filter(Boolean).join(" · ");
