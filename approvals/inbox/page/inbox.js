// The inbox page: what waits, live; one request at a time, whole; two buttons.
import * as api from "./api.js";
import * as passkey from "./passkey.js";
import {outcome_sentence, render_hold, settled_sentence, state_words} from "./detail.js";
import {attrs, by_id, clock_time, duration, el} from "./dom.js";
import {visible_text} from "./visible.js";

const holds = new Map();  // by id
const view = {tab: "pending", selected: null, older: null, skew: 0, person: "", busy: false, armed_at: 0};
let events = null;
let hidden_timer = 0;

// ---- holds ----

// Older news must not overwrite newer: answers and events may arrive in any order.
function keep(hold) {
  const had = holds.get(hold.id);
  if (had && had.revision > hold.revision) return had;
  if (had && hold.complete === false && had.complete !== false) {
    hold = {...hold, statement: had.statement, parameters: had.parameters, effects: had.effects, complete: true};
  }
  holds.set(hold.id, hold);
  return hold;
}

const now = () => Date.now() + view.skew;
const set_clock = (iso) => { if (iso) view.skew = new Date(iso).getTime() - Date.now(); };

function shown() {
  const all = [...holds.values()].sort((a, b) => b.opened.localeCompare(a.opened) || b.id.localeCompare(a.id));
  return view.tab === "pending" ? all.filter((h) => h.state === "pending").reverse() : all.filter((h) => h.state !== "pending");
}

// ---- the list ----

function summary_of(hold) {
  const gated = hold.effects.filter((e) => e.gated);
  const first = gated[0] ?? hold.effects[0];
  const more = gated.length > 1 ? ` +${gated.length - 1}` : "";
  return first ? first.text + more : hold.statement.slice(0, 80);
}

function item_of(hold) {
  const pending = hold.state === "pending";
  const second = pending
    ? attrs(el("span", "left"), {"data-deadline": hold.deadline, "data-opened": hold.opened})
    : el("span", `badge small state-${hold.state}`, state_words[hold.state] ?? hold.state);
  const by = pending ? null : el("span", "item-by", hold.outcome.kind === "none" ? settled_sentence(hold) : outcome_sentence(hold));
  const button = attrs(el("button", "item",
    el("span", "item-top", el("span", "item-code", hold.code), el("span", "item-who", `${hold.role} · ${hold.database}`), second),
    el("span", "item-what", summary_of(hold)), by), {type: "button", "data-id": hold.id});
  if (hold.id === view.selected) button.setAttribute("aria-current", "true");
  if (pending && !hold.viewer.may_decide) button.classList.add("not-mine");
  button.addEventListener("click", () => select(hold.id, "push"));
  return el("li", "", button);
}

function draw_list() {
  const focused = document.activeElement?.closest?.(".item")?.dataset.id;
  by_id("holds").replaceChildren(...shown().map(item_of));
  if (focused) by_id("holds").querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  const waiting = [...holds.values()].filter((h) => h.state === "pending");
  const mine = waiting.filter((h) => h.viewer.may_decide).length;
  by_id("count").textContent = String(waiting.length);
  by_id("count").classList.toggle("zero", waiting.length === 0);
  document.title = (mine ? `(${mine}) ` : "") + "Countersign";
  const empty = by_id("empty");
  empty.hidden = shown().length > 0;
  empty.textContent = view.tab === "pending" ? "Nothing waits. New requests appear here by themselves." : "Nothing has been settled yet.";
  by_id("older").hidden = view.tab === "pending" || !view.older;
  tick();
}

function draw_detail() {
  const hold = holds.get(view.selected);
  by_id("inbox").classList.toggle("reading", Boolean(hold));
  by_id("nothing").hidden = Boolean(hold);
  by_id("hold").hidden = !hold;
  const can = Boolean(hold?.viewer.may_decide) && hold.state === "pending";
  by_id("decide").hidden = !can;
  const why = by_id("why-not");
  why.hidden = !hold || can || hold.state !== "pending";
  if (!hold) return;
  why.textContent = visible_text(hold.viewer.why_not);
  const statement_at = by_id("hold").querySelector(".statement")?.scrollTop ?? 0;
  render_hold(by_id("hold"), hold);
  const statement = by_id("hold").querySelector(".statement");
  if (statement) statement.scrollTop = statement_at;
  draw_buttons();
  tick();
}

function draw_buttons() {
  const hold = holds.get(view.selected);
  const ready = Boolean(hold) && hold.complete !== false && !view.busy && performance.now() >= view.armed_at;
  by_id("approve").disabled = !ready;
  by_id("deny").disabled = !ready;
}

async function select(id, history_step) {
  if (view.selected !== id) {
    view.selected = id;
    by_id("reason").value = "";
    by_id("decide-hint").textContent = "";
    // A click meant for what was here a moment ago must not decide on this.
    view.armed_at = performance.now() + 400;
    setTimeout(draw_buttons, 450);
    by_id("detail").scrollTop = 0;
  }
  const hold = holds.get(id);
  const path = hold ? "/holds/" + encodeURIComponent(hold.code) : "/";
  if (history_step === "push" && location.pathname !== path) history.pushState(null, "", path);
  if (history_step === "replace") history.replaceState(null, "", path);
  draw_list();
  draw_detail();
  if (hold?.complete === false) await load_whole(id);
}

async function load_whole(id) {
  try {
    const answer = await api.one(id);
    set_clock(answer.now);
    keep(answer.hold);
    if (view.selected === id) draw_detail();
  } catch (failed) {
    complain(failed);
  }
}

// ---- deciding ----

async function decide(decision) {
  const hold = holds.get(view.selected);
  if (!hold || by_id("decide").hidden || by_id("approve").disabled) return;
  view.busy = true;
  draw_buttons();
  try {
    const with_passkey = decision === "approve" && hold.viewer.factor === "passkey";
    const proof = with_passkey ? await passkey.sign(await api.challenge(hold.id)) : {};
    const answer = await api.decide(hold.id, decision, by_id("reason").value.trim(), hold.digest, proof);
    if (answer.hold) keep(answer.hold);
    toast(answer.message, "good");
  } catch (failed) {
    if (failed.body?.hold) keep(failed.body.hold);
    complain(failed instanceof DOMException ? new Error(passkey.trouble(failed)) : failed);
  } finally {
    view.busy = false;
    draw_list();
    draw_detail();
    if (by_id("decide").hidden && by_id("decide").contains(document.activeElement)) by_id("detail").focus();
  }
}

// ---- messages ----

let toast_timer = 0;
function toast(text, kind) {
  const box = by_id("toast");
  box.textContent = visible_text(text);
  box.className = "toast " + kind;
  box.hidden = false;
  clearTimeout(toast_timer);
  toast_timer = setTimeout(() => { box.hidden = true; }, 7000);
}

function complain(failed) {
  if (failed instanceof api.api_error && failed.status === 401) return show_login(failed.message);
  toast([failed.message, failed.hint].filter(Boolean).join(": "), "bad");
}

const announce = (text) => by_id("announce").append(el("p", "", text));

// ---- time ----

function tick() {
  const at = now();
  for (const node of document.querySelectorAll("[data-deadline]")) {
    const end = new Date(node.dataset.deadline).getTime();
    const start = new Date(node.dataset.opened).getTime();
    const left = end - at;
    node.textContent = left > 0 ? (node.classList.contains("time-left") ? duration(left) + " left" : duration(left)) : "out of time";
    node.classList.toggle("urgent", left < 60_000 || left < (end - start) * 0.2);
  }
}

// ---- live ----

function link_state(text, kind) {
  const node = by_id("link-state");
  node.hidden = false;
  if (node.textContent !== text) node.textContent = text;
  node.className = "link-state " + kind;
}

async function refresh() {
  const [waiting, all] = await Promise.all([api.pending(), api.recent()]);
  set_clock(all.now);
  const still = new Set(waiting.holds.map((h) => h.id));
  [...all.holds, ...waiting.holds].forEach(keep);
  if (view.older === null) view.older = all.next;
  // Settled while this page was not listening, and too old for the first page of history.
  const missed = [...holds.values()].filter((h) => h.state === "pending" && !still.has(h.id) && !all.holds.some((r) => r.id === h.id));
  await Promise.all(missed.map(async (h) => keep((await api.one(h.id)).hold)));
  draw_list();
  draw_detail();
}

function on_event(message) {
  const {kind, hold} = JSON.parse(message.data);
  const had = holds.get(hold.id);
  const kept = keep(hold);
  if (kind === "opened" && !had) announce(`New request ${hold.code} from ${hold.role}: ${summary_of(hold)}`);
  if (kind === "settled") announce(`${hold.code}: ${settled_sentence(hold)}`);
  draw_list();
  if (view.selected !== kept.id) return;
  draw_detail();
  if (kept.complete === false) load_whole(kept.id);
}

function listen() {
  events?.close();
  events = new EventSource("/api/events");
  events.addEventListener("hello", () => {
    link_state("Live", "on");
    refresh().catch(complain);
  });
  for (const kind of ["opened", "decided", "settled", "released", "finished"]) events.addEventListener(kind, on_event);
  events.addEventListener("error", () => {
    link_state("Reconnecting…", "off");
    if (events?.readyState !== EventSource.CLOSED) return;  // it tries again by itself
    events = null;
    setTimeout(() => api.me().then(listen, (failed) => (failed.status === 401 ? show_login(failed.message) : setTimeout(listen, 3000))), 1500);
  });
}

// Browsers allow few connections to one host; a page that nobody looks at gives its own back after a while.
document.addEventListener("visibilitychange", () => {
  clearTimeout(hidden_timer);
  if (by_id("inbox").hidden) return;
  if (document.hidden) {
    hidden_timer = setTimeout(() => {
      events?.close();
      events = null;
      link_state("Paused", "off");
    }, 300_000);
  } else if (!events) {
    listen();
  }
});

// ---- coming and going ----

function show_login(why = "") {
  events?.close();
  events = null;
  holds.clear();
  Object.assign(view, {selected: null, older: null});
  by_id("hold").replaceChildren();
  for (const id of ["inbox", "me", "log-out", "help-open", "link-state"]) by_id(id).hidden = true;
  by_id("login").hidden = false;
  by_id("login-error").textContent = why;
  by_id("token").focus();
}

async function enter(person) {
  view.person = person.name;
  set_clock(person.now);
  by_id("login").hidden = true;
  for (const id of ["inbox", "me", "log-out", "help-open"]) by_id(id).hidden = false;
  by_id("me").textContent = visible_text(person.name);
  link_state("Connecting…", "off");
  await refresh();
  await open_from_path("start");
  listen();
}

async function open_from_path(when) {
  const code = /^\/holds\/([^/]+)$/.exec(location.pathname)?.[1];
  if (!code) {
    // Only at the start: a request that arrives later must not take the place of one being read.
    const first = when === "start" && matchMedia("(min-width: 821px)").matches ? shown()[0] : null;
    return select(first?.id ?? null, "none");
  }
  try {
    const answer = await api.one(decodeURIComponent(code));
    set_clock(answer.now);
    const hold = keep(answer.hold);
    if (hold.state !== "pending") set_tab("history");
    await select(hold.id, "replace");
  } catch (failed) {
    select(null, "none");
    complain(failed);
  }
}

function set_tab(tab) {
  view.tab = tab;
  for (const one of ["pending", "history"]) by_id("tab-" + one).setAttribute("aria-selected", String(one === tab));
  by_id("list").setAttribute("aria-labelledby", "tab-" + tab);
  draw_list();
}

function step(by) {
  const list = shown();
  if (list.length === 0) return;
  const at = list.findIndex((h) => h.id === view.selected);
  const next = list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))];
  select(next.id, "push");
  by_id("holds").querySelector(`[data-id="${CSS.escape(next.id)}"]`)?.scrollIntoView({block: "nearest"});
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || by_id("inbox").hidden || by_id("help").open) return;
  const typing = event.target instanceof HTMLInputElement;
  if (event.key === "Escape" && typing) return event.target.blur();
  if (typing) return;
  const deciding = !by_id("decide").hidden;
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    // One key never decides: it moves to where Enter does.
    a: () => { if (deciding) by_id("approve").focus(), (by_id("decide-hint").textContent = "Enter approves, Esc leaves it."); },
    d: () => { if (deciding) by_id("reason").focus(), (by_id("decide-hint").textContent = "Enter denies with this reason, Esc leaves it."); },
    "?": () => by_id("help").showModal(),
    Escape: () => { document.activeElement?.blur?.(); by_id("decide-hint").textContent = ""; },
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

by_id("login-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = by_id("token");
  try {
    const person = await api.log_in(field.value.trim());
    field.value = "";
    by_id("login-error").textContent = "";
    await enter(person);
  } catch (failed) {
    by_id("login-error").textContent = visible_text([failed.message, failed.hint].filter(Boolean).join(": "));
    field.select();
  }
});
by_id("decide").addEventListener("submit", (event) => { event.preventDefault(); decide("deny"); });
by_id("approve").addEventListener("click", () => decide("approve"));
by_id("log-out").addEventListener("click", async () => {
  await api.log_out().catch(() => {});
  history.replaceState(null, "", "/");
  show_login();
});
by_id("help-open").addEventListener("click", () => by_id("help").showModal());
by_id("tab-pending").addEventListener("click", () => set_tab("pending"));
by_id("tab-history").addEventListener("click", () => set_tab("history"));
by_id("back").addEventListener("click", () => select(null, "push"));
by_id("older").addEventListener("click", async () => {
  try {
    const page = await api.recent(view.older);
    page.holds.forEach(keep);
    view.older = page.next;
    draw_list();
  } catch (failed) {
    complain(failed);
  }
});
addEventListener("popstate", () => { if (!by_id("inbox").hidden) open_from_path("later"); });
setInterval(tick, 1000);

api.me().then(enter).catch((failed) => {
  if (failed.status === 401) show_login();
  else show_login([failed.message, failed.hint].filter(Boolean).join(": "));
});
