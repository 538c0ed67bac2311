// The inbox's fixture as a child process: one command at a time, one answer each.
import {spawn} from "node:child_process";
import {createInterface} from "node:readline";

export async function start_world(program, ...args) {
  const child = spawn(program, args, {stdio: ["pipe", "pipe", "inherit"]});
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const read = async () => {
    const {value, done} = await lines.next();
    if (done) throw new Error("the fixture ended");
    return JSON.parse(value);
  };
  const {port, tokens} = await read();
  let last = Promise.resolve();
  const tell = (command) => {
    last = last.then(async () => {
      child.stdin.write(JSON.stringify(command) + "\n");
      const answer = await read();
      if (answer.error) throw new Error(answer.error);
      return answer;
    });
    return last;
  };
  const stop = () => new Promise((done) => {
    child.once("exit", done);
    child.stdin.end();
  });
  return {url: `http://127.0.0.1:${port}`, port, tokens, tell, stop, child};
}
