// Charts as the server defines them, drawn by Vega; below each its table, files and source.

import { get, saves, send } from "./api.js";
import { byId, el, table, words } from "./dom.js";

const STEP = 20; // pixels: widths are rounded so that few charts are drawn
const OPTIONS = {
  ast: true, // no code is made from text: the policy of the page forbids it
  renderer: "svg",
  actions: false,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};
let vega = null;

function loaded() {
  vega ??= import("./vega.js").then(() => window.vegaEmbed);
  return vega;
}

export async function draw(holder, id, name, source) {
  const picture = el("div", { class: "picture" }, el("p", { class: "hint" }, "Drawing …"));
  const title = el("h3", {}, "…");
  const subtitle = el("p", { class: "hint" });
  const figure = el("figure", {},
    el("figcaption", {}, title, subtitle), picture, links(id, name, source));
  figure.id = `chart-${name}`;
  holder.append(figure);
  const path = `v1/plans/${id}/charts/${name}`;
  const width = Math.max(280, Math.floor(figure.clientWidth / STEP) * STEP);
  try {
    const spec = await get(`${path}?width=${width}&bare=true`);
    title.textContent = spec.usermeta.title;
    subtitle.textContent = spec.usermeta.subtitle;
    const embed = await loaded();
    const inner = el("div", { role: "img", "aria-label": spec.description || spec.usermeta.title });
    picture.replaceChildren(inner);
    const view = await embed(inner, spec, OPTIONS);
    inner.querySelector("svg")?.setAttribute("aria-hidden", "true");
    figure.dataset.drawn = width;
    figure.redraw = async () => {
      const now = Math.max(280, Math.floor(figure.clientWidth / STEP) * STEP);
      if (now === Number(figure.dataset.drawn) || !figure.isConnected) return;
      figure.dataset.drawn = now;
      view.finalize();
      await embed(inner, await get(`${path}?width=${now}&bare=true`), OPTIONS);
    };
  } catch (error) {
    title.textContent = words(name);
    picture.replaceChildren(el("p", {}, `The chart cannot be shown: ${error.message}.`));
  }
  return figure;
}

let resized = 0;
addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(() => {
    document.querySelectorAll("figure[data-drawn]").forEach((figure) => figure.redraw());
  }, 300);
});

function links(id, name, source) {
  const path = `v1/plans/${id}/charts/${name}`;
  const place = el("div");
  const button = el("button", { type: "button", class: "link", "aria-expanded": "false" }, "Table");
  button.addEventListener("click", async () => {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) place.replaceChildren();
    else place.replaceChildren(shown(await (await send(`${path}.csv`)).text(), name));
  });
  const files = ["csv", "png", "svg"].map((ending) =>
    saves(el("a", {}, ending.toUpperCase()), `${path}.${ending}`, `${name}.${ending}`));
  const link = el("a", { href: `?plan=${id}#chart-${name}` }, "Link");
  return el("div", {},
    el("p", { class: "links" }, button, files, link, el("span", { class: "source" }, source)), place);
}

function shown(text, name) {
  const [names, ...rows] = readCsv(text);
  const number = names.map((_, index) => rows.every((row) => row[index] === "" || !isNaN(row[index])));
  const columns = names.map((each, index) => ({ name: words(each), number: number[index] }));
  return table(`Table of ${words(name)}`, columns, rows);
}

// CSV as the server writes it (RFC 4180).
export function readCsv(text) {
  const rows = [];
  let row = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g;
  for (let found; (found = cell.exec(text)) && (found[0] || cell.lastIndex < text.length);) {
    row.push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
    if (found[3] !== ",") {
      rows.push(row);
      row = [];
    }
    if (found.index + found[0].length >= text.length) break;
  }
  return rows;
}

export async function drawAll(id, source) {
  for (const holder of document.querySelectorAll(".pictures")) holder.replaceChildren();
  const all = [...document.querySelectorAll(".pictures")].flatMap((holder) =>
    holder.dataset.charts.split(" ").map((name) => draw(holder, id, name, source)));
  await Promise.all(all);
  byId("plan").dataset.drawn = id;
}
