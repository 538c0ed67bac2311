// One hold, whole: everything that a decision is about.
import {attrs, clock_time, el, plural, took} from "./dom.js";
import {append_statement} from "./visible.js";

const why_withdrawn = {
  cancelled: "the requester cancelled it",
  frontend_gone: "the requester disconnected",
  backend_gone: "the database connection closed",
  pipeline_failed: "an earlier statement of the same batch failed",
  shutdown: "Countersign was stopped",
  process_died: "the Countersign that held it is gone",
};

export const state_words = {
  pending: "Waiting", approved: "Approved", denied: "Denied", expired: "Expired", withdrawn: "Withdrawn",
};

const verdict_words = {
  allow: "allowed", approve: "needs approval", "step-up": "needs proof of identity", deny: "denied",
};

const factor_words = {totp: "a one-time code", recovery: "a recovery code", passkey: "a passkey"};

const names = (list) => {
  const unique = [...new Set(list)];
  return unique.length < 2 ? unique.join("") : unique.slice(0, -1).join(", ") + " and " + unique.at(-1);
};

// "Approved by dana over slack", "Withdrawn: the requester cancelled it".
export function settled_sentence(hold) {
  if (hold.state === "pending") return "";
  if (hold.state === "withdrawn")
    return "Withdrawn: " + (why_withdrawn[hold.withdrawn_why] ?? hold.withdrawn_why ?? "by the requester");
  if (hold.state === "expired") return "Expired: nobody decided in time";
  const by = hold.decisions.filter((d) => d.decision === (hold.state === "approved" ? "approve" : "deny"));
  if (by.length === 0 && hold.used_grant) return "Approved by an earlier approval of the same statement";
  return `${state_words[hold.state]} by ${names(by.map((d) => d.approver))} (${names(by.map((d) => d.channel))})`;
}

export function outcome_sentence(hold) {
  const {kind, text, took_us} = hold.outcome;
  switch (kind) {
    case "completed": return `Ran: ${text} in ${took(took_us)}`;
    case "failed": return `Ran and failed: ${text}`;
    case "unknown": return "Sent, but the database connection was lost before an answer. It may have run; it is never sent again.";
    case "not_run":
      return hold.ticket ? "For the requester to run: this very statement, once."
                         : "Never ran: the requester was gone by then.";
    default: return hold.state === "approved" ? "Not finished yet" : "";
  }
}

function fact(label, ...value) {
  return el("div", "", el("dt", "", label), el("dd", "", ...value));
}

function head(hold) {
  const badge = el("span", `badge state-${hold.state}`, state_words[hold.state] ?? hold.state);
  const time = hold.state === "pending"
    ? attrs(el("span", "time-left"), {"data-deadline": hold.deadline, "data-opened": hold.opened, role: "timer"})
    : el("span", "when", clock_time(hold.settled));
  const code = attrs(el("h1", "code", hold.code), {"aria-label": "Match code " + [...hold.code].join(" ")});
  return el("header", "hold-head", code, badge, el("span", "grow"), time);
}

function result(hold) {
  if (hold.state === "pending") return null;
  const denial = hold.decisions.find((d) => d.decision === "deny" && d.reason);
  const outcome = outcome_sentence(hold);
  return el("div", `result state-${hold.state}`,
    el("p", "result-main", settled_sentence(hold)),
    denial ? el("p", "quote", denial.reason) : null,
    outcome ? el("p", `result-outcome outcome-${hold.outcome.kind}`, outcome) : null);
}

function request_facts(hold) {
  return el("section", "who", el("p", "lead",
    el("strong", "", hold.role), hold.state === "pending" ? " wants to run this on " : " asked to run this on ", el("strong", "", hold.database),
    hold.ticket ? attrs(el("span", "badge", "ticket"), {
      title: "The requester does not wait: once approved, they may run this very statement once.",
    }) : null,
    hold.in_transaction ? attrs(el("span", "badge tx", "inside a transaction"), {
      title: "Earlier statements of this transaction have run and keep their locks until it ends",
    }) : null),
    el("dl", "facts",
      fact("From", hold.address, hold.application ? el("span", "soft", " · ", hold.application) : null),
      hold.upstream ? fact("Server", hold.upstream) : null,
      fact("Asked", clock_time(hold.opened))),
    hold.reason ? el("p", "quote", el("span", "soft", "Reason: "), hold.reason) : el("p", "soft none", "No reason given."));
}

function effects(hold) {
  const gated = hold.effects.filter((e) => e.gated).length;
  const items = hold.effects.map((e, i) => el("li", e.gated ? "effect gated" : "effect",
    el("span", "number", String(i + 1)),
    el("span", "effect-text", e.text),
    el("span", `verdict verdict-${e.verdict.replace(/[^a-z]/g, "")}`, verdict_words[e.verdict] ?? e.verdict),
    el("span", "rule", e.gated && e.rule ? `rule “${e.rule}”` : "")));
  return el("section", "", el("h2", "", "What it does"),
    el("ul", "effects", items),
    gated < hold.effects.length ? el("p", "soft", `${plural(gated, "effect")} of ${hold.effects.length} need${gated === 1 ? "s" : ""} approval.`) : null);
}

function statement(hold) {
  const text = hold.statement;
  const marks = hold.effects.map((e, i) => ({...e, number: i + 1}))
    .filter((e) => e.gated).map((e) => ({offset: e.offset, number: e.number, title: e.text}));
  const code = el("code");
  const escaped = append_statement(code, text, marks);
  const pre = attrs(el("pre", "statement", code), {tabindex: "0", role: "region", "aria-label": "Statement", dir: "ltr"});
  const lines = text.split("\n").length;
  return el("section", "", el("h2", "", "Statement", el("span", "soft size", `${plural(lines, "line")}, ${plural(hold.statement_bytes, "byte")}`)),
    escaped > 0 ? attrs(el("p", "warning", `${plural(escaped, "character")} that cannot be seen or that reorder${escaped === 1 ? "s" : ""} text ${escaped === 1 ? "is" : "are"} shown as `, el("span", "esc", "U+…"), "."), {role: "note"}) : null,
    hold.statement_bytes_escaped > 0 ? attrs(el("p", "warning", `${plural(hold.statement_bytes_escaped, "byte")} of another encoding than UTF-8 shown as \\x and two digits.`), {role: "note"}) : null,
    pre,
    hold.complete === false ? el("p", "soft", "Loading the rest…") : null);
}

function parameters(hold) {
  if (hold.parameters.length === 0) return null;
  const rows = hold.parameters.map((p, i) => el("tr", "",
    attrs(el("th", "", "$" + (i + 1)), {scope: "row"}), el("td", "type", p.type), el("td", "value", p.value)));
  return el("section", "", el("h2", "", "Values"), el("div", "scroll", el("table", "values",
    el("thead", "sr", el("tr", "", el("th", "", "Parameter"), el("th", "", "Type"), el("th", "", "Value"))),
    el("tbody", "", rows))));
}

function approvals(hold) {
  const items = hold.requirements.map((r) => el("li", "",
    el("span", "rule-name", r.rule), el("span", "soft", r.factors.length > 0
      ? ` · the requester, with ${r.factors.map((f) => factor_words[f] ?? f).join(" or ")}`
      : ` · ${r.quorum > 1 ? `${r.quorum} of ` : ""}${r.approvers.join(", ")}${r.approver_factor ? ", with a passkey" : ""}`)));
  const said = hold.decisions.map((d) => el("li", d.decision === "approve" ? "said yes" : "said no",
    el("strong", "", d.approver), d.decision === "approve" ? " approved" : " denied", d.factor ? ` with ${factor_words[d.factor] ?? d.factor}` : "", el("span", "soft", ` · ${d.channel} · ${clock_time(d.at)}`),
    d.reason ? el("p", "quote", d.reason) : null));
  return el("section", "", el("h2", "", "Who decides"), el("ul", "plain", items, said));
}

function fine_print(hold) {
  return el("footer", "fine", attrs(el("span", "", "Digest ", el("code", "", hold.digest.slice(0, 16))), {title: hold.digest}),
    el("span", "", "Rules ", el("code", "", hold.policy_version)),
    el("span", "soft", "An approval counts for exactly these bytes, values, role and database."));
}

export function render_hold(into, hold) {
  into.replaceChildren(...[head(hold), result(hold), request_facts(hold), effects(hold), statement(hold),
    parameters(hold), approvals(hold), fine_print(hold)].filter(Boolean));
}
