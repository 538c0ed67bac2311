// What the drivers in JavaScript share: requests come in as lines, answers go out as lines. README.md has the format.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export class Failed extends Error {
  constructor(sqlstate, message) {
    super(message);
    this.sqlstate = sqlstate ?? "?";
  }
}

export function rowsText(rows) {
  const cell = (what) =>
    what === null ? "\\N" : what instanceof Date ? what.toISOString() : Buffer.isBuffer(what) ? what.toString("hex") : `${what}`;
  return rows.map((row) => row.map(cell).join("|")).join("\n");
}

// ? becomes $1, $2 ...
export function placed(sql) {
  let number = 0;
  return sql.replaceAll("?", () => `$${++number}`);
}

async function readRequest() {
  const { value, done } = await lines.next();
  return done ? null : value.split("\t").map(decodeURIComponent);
}

export async function waitForNow() {
  const request = await readRequest();
  if (request?.[0] !== "now") throw new Error("not now");
}

export async function serve(verbs) {
  const say = (...parts) => process.stdout.write(parts.map(encodeURIComponent).join("\t") + "\n");
  say("can", ...Object.keys(verbs).sort());
  for (let request; (request = await readRequest()) !== null; ) {
    try {
      say("ok", await verbs[request[0]](...request.slice(1)));
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      say("error", error.sqlstate, error.message.trim());
    }
  }
}
