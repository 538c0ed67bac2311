// Text as it is: characters that cannot be seen, or that reorder others, become marked escapes. Everything goes
// through text nodes; nothing that a requester wrote is ever read as HTML.

// Controls, formats, private use, unassigned, line and paragraph separators, spaces that are not the space, and what
// Unicode says to leave out when drawing. \n and \t are kept where the caller shows whole statements.
const hidden =
  /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;
const foreign = /(?!\p{Script=Latin})(?!\p{Script=Common})[\p{L}\p{N}]/u;

const names = new Map([
  [0x00a0, "no-break space"], [0x00ad, "soft hyphen"], [0x061c, "Arabic letter mark"], [0x200b, "zero width space"],
  [0x200c, "zero width non-joiner"], [0x200d, "zero width joiner"], [0x200e, "left-to-right mark"],
  [0x200f, "right-to-left mark"], [0x202a, "left-to-right embedding"], [0x202b, "right-to-left embedding"],
  [0x202c, "pop directional formatting"], [0x202d, "left-to-right override"], [0x202e, "right-to-left override"],
  [0x2060, "word joiner"], [0x2066, "left-to-right isolate"], [0x2067, "right-to-left isolate"],
  [0x2068, "first strong isolate"], [0x2069, "pop directional isolate"], [0xfeff, "byte order mark"],
  [0x0d, "carriage return"], [0x0b, "vertical tab"], [0x0c, "form feed"], [0x08, "backspace"], [0x1b, "escape"],
]);

const code_name = (c) => "U+" + c.toString(16).toUpperCase().padStart(4, "0");

function escape_span(code) {
  const span = document.createElement("span");
  span.className = "esc";
  span.textContent = code_name(code);
  span.title = names.get(code) ?? "a character that cannot be seen";
  return span;
}

function foreign_span(char) {
  const span = document.createElement("span");
  span.className = "foreign";
  span.textContent = char;
  span.title = code_name(char.codePointAt(0)) + ", not a Latin letter";
  return span;
}

// Appends `text` to `parent`. Returns how many characters had to be escaped.
export function append_visible(parent, text, keep = "") {
  let plain = "";
  let escaped = 0;
  const flush = () => {
    if (plain) parent.append(document.createTextNode(plain));
    plain = "";
  };
  for (const char of String(text)) {
    const code = char.codePointAt(0);
    if (code >= 0x20 && code < 0x7f) {
      plain += char;
    } else if (keep.includes(char)) {
      plain += char;
    } else if (hidden.test(char)) {
      flush();
      parent.append(escape_span(code));
      ++escaped;
    } else if (foreign.test(char)) {
      flush();
      parent.append(foreign_span(char));
    } else {
      plain += char;
    }
  }
  flush();
  return escaped;
}

// The same without elements, for titles and announcements.
export function visible_text(text) {
  let out = "";
  for (const char of String(text)) {
    const code = char.codePointAt(0);
    out += (code < 0x20 || code > 0x7e) && hidden.test(char) ? `<${code_name(code)}>` : char;
  }
  return out;
}

// Where in the UTF-16 text the byte offsets of its UTF-8 form are.
function from_byte_offsets(text, offsets) {
  const wanted = [...new Set(offsets)].sort((a, b) => a - b);
  const found = new Map();
  let bytes = 0;
  let next = 0;
  let at = 0;
  for (const char of text) {
    while (next < wanted.length && wanted[next] <= bytes) found.set(wanted[next++], at);
    if (next === wanted.length) break;
    const code = char.codePointAt(0);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += char.length;
  }
  return found;
}

const word = /^(?:"(?:[^"]|"")*"|[\p{L}\p{N}_$]+)(?:\s*\.\s*(?:"(?:[^"]|"")*"|[\p{L}\p{N}_$]+))*/u;

// The whole statement, line by line with numbers, with the words at which gated effects stand marked and numbered.
// `marks`: [{offset, number, title}]. Returns how many characters had to be escaped.
export function append_statement(parent, text, marks) {
  const places = from_byte_offsets(text, marks.map((m) => m.offset));
  const spans = [];
  for (const mark of marks) {
    const start = places.get(mark.offset);
    if (start === undefined) continue;
    const length = word.exec(text.slice(start, start + 300))?.[0].length ?? 1;
    const last = spans.find((one) => one.start === start);
    if (last) last.numbers.push(mark.number), (last.title += "\n" + mark.title);
    else spans.push({start, end: start + length, numbers: [mark.number], title: mark.title});
  }
  spans.sort((a, b) => a.start - b.start);

  let escaped = 0;
  let line = null;
  const new_line = () => {
    line = document.createElement("span");
    line.className = "line";
    parent.append(line);
  };
  const put = (to_text, into) => {
    const lines = to_text.split("\n");
    lines.forEach((one, i) => {
      if (i > 0) {
        line.append("\n");
        new_line();
        into = line;
      }
      escaped += append_visible(into ?? line, one, "\t");
    });
  };
  new_line();
  let at = 0;
  for (const span of spans) {
    if (span.start < at) continue;
    put(text.slice(at, span.start));
    const mark = document.createElement("mark");
    mark.title = span.title;
    line.append(mark);
    put(text.slice(span.start, span.end), mark);
    const number = document.createElement("sup");
    number.textContent = span.numbers.join(",");
    number.setAttribute("aria-label", "effect " + span.numbers.join(", "));
    line.append(number);
    at = span.end;
  }
  put(text.slice(at));
  return escaped;
}
