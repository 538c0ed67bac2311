// node-postgres: the protocol in JavaScript; cursors and COPY by its own extensions. README.md has the format.
import pg from "pg";
import Cursor from "pg-cursor";
import copy from "pg-copy-streams";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { rowsText, serve, Failed, waitForNow, placed } from "./play.mjs";

const settings = { ssl: { rejectUnauthorized: false } };
const link = new pg.Client(settings);
await link.connect();

async function guarded(run) {
  try {
    return await run();
  } catch (error) {
    throw new Failed(error.code, error.message);
  }
}
function told(result) {
  if (Array.isArray(result)) return result.map(told).join("\n");
  return result.fields.length ? rowsText(result.rows) : `${result.command} ${result.rowCount}`;
}
const ask = (text, more = {}) => guarded(async () => told(await link.query({ text, rowMode: "array", ...more })));
let names = 0;

await serve({
  query: (sql) => ask(sql),
  params: (sql, ...values) => ask(placed(sql), { values }),
  named: async (sql, ...values) => {
    const name = `by_name_${++names}`;
    return [await ask(placed(sql), { name, values }), await ask(placed(sql), { name, values })].join("\n");
  },
  binary: (sql, ...values) => ask(placed(sql), { values, binary: true }),
  cursor: (sql, size) =>
    guarded(async () => {
      const cursor = link.query(new Cursor(sql, [], { rowMode: "array" }));
      const pieces = [];
      for (;;) {
        const rows = await cursor.read(Number(size));
        if (!rows.length) break;
        pieces.push(`${rows.length}:${rows.at(-1)[0]}`);
      }
      await cursor.close();
      return pieces.join(" ");
    }),
  copy_in: (sql, data) =>
    guarded(async () => {
      const into = link.query(copy.from(sql));
      await pipeline(Readable.from([data]), into);
      return `COPY ${into.rowCount}`;
    }),
  copy_out: (sql) =>
    guarded(async () => {
      let all = "";
      for await (const piece of link.query(copy.to(sql))) all += piece;
      return all;
    }),
  timeout: async (sql) => {
    const other = new pg.Client({ ...settings, query_timeout: 500 });
    other.on("error", () => {});
    await other.connect();
    try {
      return await guarded(() => other.query(sql));
    } finally {
      other.connection.stream.destroy();
    }
  },
  cancel: (sql) =>
    guarded(async () => {
      const query = new pg.Query(sql);
      const ended = new Promise((resolve, reject) => {
        query.on("end", resolve);
        query.on("error", reject);
      });
      link.query(query);
      const now = waitForNow();
      await Promise.race([ended.catch(() => {}), now]);
      await now;
      new pg.Client({}).cancel(link, query);
      await ended;
      return "ended";
    }),
});
await link.end();
