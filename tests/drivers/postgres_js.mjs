// postgres.js: the protocol in JavaScript, everything prepared and pipelined. README.md has the format.
import postgres from "postgres";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { rowsText, serve, Failed, waitForNow, placed } from "./play.mjs";

const { PGHOST: host, PGPORT: port, PGUSER: username, PGPASSWORD: password, PGDATABASE: database } = process.env;
const sql = postgres({ host, port, username, password, database, max: 1, ssl: { rejectUnauthorized: false },
                       onnotice: () => {} });

async function guarded(run) {
  try {
    return await run();
  } catch (error) {
    throw new Failed(error.code, error.message);
  }
}
function told(result) {
  if (Array.isArray(result[0]) && result[0].command) return result.map(told).join("\n");
  return result.columns?.length ? rowsText(result.map((row) => Object.values(row))) : `${result.command} ${result.count}`;
}

await serve({
  query: (text) => guarded(async () => told(await sql.unsafe(text).simple())),
  params: (text, ...values) => guarded(async () => told(await sql.unsafe(placed(text), values))),
  named: (text, ...values) =>
    guarded(async () => {
      const answers = [];
      for (let i = 0; i < 2; ++i) answers.push(told(await sql.unsafe(placed(text), values, { prepare: true })));
      return answers.join("\n");
    }),
  cursor: (text, size) =>
    guarded(async () => {
      const pieces = [];
      await sql.unsafe(text).cursor(Number(size), (rows) => {
        pieces.push(`${rows.length}:${Object.values(rows.at(-1))[0]}`);
      });
      return pieces.join(" ");
    }),
  copy_in: (text, data) =>
    guarded(async () => {
      await pipeline(Readable.from([data]), await sql.unsafe(text).writable());
      return "done";
    }),
  copy_out: (text) =>
    guarded(async () => {
      let all = "";
      for await (const piece of await sql.unsafe(text).readable()) all += piece;
      return all;
    }),
  batch: (text, ...values) =>
    guarded(async () => {
      const answers = await Promise.allSettled(values.map((value) => sql.unsafe(placed(text), [value], { prepare: true })));
      const failed = answers.find((each) => each.status === "rejected");
      if (failed) throw failed.reason;
      return answers.map((each) => told(each.value)).join("\n");
    }),
  cancel: (text) =>
    guarded(async () => {
      const query = sql.unsafe(text).simple();
      const ended = query.then(told);
      const now = waitForNow();
      await Promise.race([ended.catch(() => {}), now]);
      await now;
      query.cancel();
      return await ended;
    }),
});
await sql.end();
