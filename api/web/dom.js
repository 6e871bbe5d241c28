// Elements from data. Text goes in as text: nothing that users wrote is ever read as HTML.

export const byId = (id) => document.getElementById(id);

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child != null && child !== ""));
  return made;
}

export function fill(id, ...children) {
  const node = byId(id);
  node.replaceChildren(...children.flat().filter((child) => child != null && child !== ""));
  return node;
}

// A table whose rows become cards on a narrow screen: each cell knows its column.
// columns: [{name, number}], rows: lists of texts; the first cell heads its row.
export function table(caption, columns, rows, strong = () => false) {
  const head = el("tr", {}, columns.map((column) =>
    el("th", { scope: "col", class: column.number ? "n" : null }, column.name)));
  const body = rows.map((row, number) => el("tr", { class: strong(number) ? "strong" : null },
    row.map((cell, index) => el(index ? "td" : "th", {
      scope: index ? null : "row",
      class: columns[index]?.number ? "n" : null,
      "data-column": columns[index]?.name,
    }, String(cell ?? "")))));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {}, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, body)));
}

// A time, with its month in letters: 11/12 is another day on each side of the Atlantic.
export const moment = (text) =>
  new Date(text).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });

// Fields as the page shows them: bar and underline are for machines.
export const words = (name) => name.replaceAll("_", " ");
