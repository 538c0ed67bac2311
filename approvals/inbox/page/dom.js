// Elements without HTML text.
import {append_visible} from "./visible.js";

export const by_id = (id) => document.getElementById(id);

// el("p", "class names", child, ...): strings become visible text, arrays are flattened, null is skipped.
export function el(tag, classes, ...children) {
  const node = document.createElement(tag);
  if (classes) node.className = classes;
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    if (child instanceof Node) node.append(child);
    else append_visible(node, child);
  }
  return node;
}

export function attrs(node, values) {
  for (const [name, value] of Object.entries(values)) node.setAttribute(name, value);
  return node;
}

export const plural = (n, one, many = one + "s") => `${n} ${n === 1 ? one : many}`;

export function duration(ms) {
  const s = Math.max(0, Math.ceil(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")} min`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

export function took(us) {
  if (us < 1000) return `${us} µs`;
  if (us < 10_000_000) return `${Math.round(us / 1000)} ms`;
  return `${(us / 1e6).toFixed(1)} s`;
}

export function clock_time(iso) {
  const when = new Date(iso);
  if (Number.isNaN(when.getTime())) return "";
  const today = new Date().toDateString() === when.toDateString();
  const time = when.toLocaleTimeString([], {hour: "2-digit", minute: "2-digit", second: "2-digit"});
  return today ? time : `${when.toLocaleDateString([], {day: "numeric", month: "short"})}, ${time}`;
}
