// The answer: headline, figures, asks, demands, charts, proofs. Texts come from the server.

import { get, saves } from "./api.js";
import { drawAll } from "./charts.js";
import { byId, el, fill, moment, table } from "./dom.js";

const FILES = [
  ["Report to print (HTML)", "report.html", "report.html"],
  ["Workbook (XLSX)", "export.xlsx", "plan.xlsx"],
  ["Tables (CSV)", "export.csv.zip", "plan.csv.zip"],
  ["Plan (JSON)", "export.json", "plan.json"],
];
const COLUMNS = [
  { name: "demand" }, { name: "where" }, { name: "need", number: true },
  { name: "kept up", number: true }, { name: "missing", number: true },
  { name: "in months" }, { name: "what limits it" },
];

export async function show(state) {
  const overview = await get(`v1/plans/${state.id}/summary`);
  byId("start").hidden = true;
  for (const id of ["plan", "sections", "tools"]) byId(id).hidden = false;
  document.title = `${overview.headline} – Force planner`;
  for (const name of ["question", "headline", "verdict", "dates", "confidence"]) {
    byId(name).textContent = overview[name];
  }
  byId("plan").dataset.status = overview.status;
  fill("about-plan", told(state));
  fill("figures", overview.figures.map((figure) =>
    el("div", {}, el("dt", {}, figure.value), el("dd", {}, figure.name))));
  showGaps(overview);
  showPromises(overview);
  showProofs(overview);
  fill("files", FILES.map(([title, path, name]) =>
    el("li", {}, saves(el("a", {}, title), `v1/plans/${state.id}/${path}`, name))));
  drawAll(state.id, `Source: public figures as of the dates above, plan ${state.id.slice(0, 8)}.`);
  return overview;
}

function told(state) {
  const parts = [state.title, state.author && `by ${state.author}`, state.note].filter(Boolean);
  const when = moment(state.finished ?? state.created);
  const cut = state.status === "cancelled" ? "Cancelled: the best plan found until then. " : "";
  return `${cut}Solved ${when}${parts.length ? ` – ${parts.join(", ")}` : ""}.`;
}

function showGaps(overview) {
  const cards = overview.cards;
  byId("gaps-title").textContent = cards.length
    ? "What is missing, and what to ask of whom" : "Nothing that counts is missing";
  fill("asks", cards.map((card) => el("li", {},
    el("h3", {}, card.gap),
    el("p", { class: "lack" }, card.missing),
    card.asks.length
      ? [el("p", {}, "All of these together close it:"),
        el("ul", {}, card.asks.map((text) => el("li", {}, text)))]
      : card.ask ? el("p", {}, card.ask) : null,
    card.proof ? el("p", { class: "proof" }, card.confirmed ? `✓ ${card.proof}` : card.proof) : null)));
  const also = overview.also_missing;
  const limited = overview.demands.some((row) => row.limits);
  const rows = overview.demands.map((row) => [
    row.demand, row.where || "whole theatre", row.need, row.kept_up, row.missing,
    row.months || "–", ...(limited ? [row.limits || "–"] : [])]);
  const short = overview.demands.map((row) => row.short);
  fill("demands", also.length ? el("p", {}, `Missing too: ${also.join("; ")}.`) : null, el("details", {},
    el("summary", {}, `All demands (${rows.length}): need, kept up, missing`),
    table("Demands, the shortest first", limited ? COLUMNS : COLUMNS.slice(0, -1), rows,
      (number) => short[number])));
}

function showPromises(overview) {
  fill("promises", el("details", {},
    el("summary", {}, `Promised, and in place (${overview.promises.length} nations)`),
    table("What nations have said by the date above, and the most that this plan has of each", [
      { name: "nation" }, { name: "has said" }, { name: "units at once", number: true },
      { name: "people in place at peak", number: true },
    ], overview.promises.map((row) => [row.nation, row.promised, row.lots, row.people]))));
}

function showProofs(overview) {
  fill("proofs", table("What was asked, in this order, and what is proved", [
    { name: "stage" }, { name: "value", number: true }, { name: "bound", number: true },
    { name: "unit" }, { name: "gap", number: true }, { name: "proof" },
  ], overview.proofs.map((row) => [row.stage, row.value, row.bound, row.unit, row.gap, row.proof])));
  fill("weakest", table("The least certain figures that much rests on", [
    { name: "figure" }, { name: "value", number: true }, { name: "low to high", number: true },
    { name: "unit" }, { name: "confidence" }, { name: "of what is asked for", number: true },
    { name: "source or reason" },
  ], overview.weakest.map((row) => [
    row.figure, row.value, row.low_to_high, row.unit, row.confidence, row.rests,
    row.source || "–"])));
  const warnings = overview.warnings;
  fill("warnings", warnings.length ? el("details", {},
    el("summary", {}, `Warnings (${warnings.length})`),
    el("ul", {}, warnings.map((text) => el("li", {}, text)))) : null);
}
