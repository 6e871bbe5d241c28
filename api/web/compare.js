// Two stored plans side by side: verdict, figures, demands.

import { get } from "./api.js";
import { byId, el, fill, moment, table, words } from "./dom.js";
import { sentences } from "./studies.js";

const FIGURES = ["there of what is asked for", "people at peak", "nations", "cost", "largest gap"];

export function offer(id, plans) {
  const others = plans.filter((plan) =>
    plan.id !== id && ["done", "cancelled"].includes(plan.status));
  fill("other", el("option", { value: "" }, others.length ? "Choose a plan" : "No other plan yet"),
    others.map((plan) => el("option", { value: plan.id }, named(plan))));
  clear();
}

function clear() {
  fill("compared");
  fill("changes");
  byId("changesbox").hidden = true;
}

export function named(plan) {
  return `${plan.title || plan.scenario}, ${moment(plan.created)}`;
}

export async function compare(id, other) {
  clear();
  if (!other) return;
  const [one, two] = await Promise.all(
    [id, other].map((each) => get(`v1/plans/${each}/summary`)));
  const heads = [one, two].map((each, number) => el("div", { class: "side" },
    el("h3", {}, number ? el("a", { href: `?plan=${other}` }, "The other plan") : "This plan"),
    el("p", { class: "lead" }, each.headline), el("p", {}, each.verdict),
    el("p", { class: "hint" }, `${each.asked.title || each.asked.scenario}. ${each.dates}`)));
  const columns = [{ name: "" }, { name: "this plan", number: true }, { name: "other plan", number: true }];
  const figures = FIGURES.map((name, index) => {
    const both = [one.figures[index], two.figures[index]];
    const alike = both[0].name === both[1].name;
    return [name, ...both.map((each) => (alike ? each.value : `${each.value} ${each.name}`))];
  });
  const changed = (rows) => (number) => rows[number][1] !== rows[number][2];
  const demands = levels(one, two);
  columns[0] = { name: "figure" };
  const second = [{ name: "kept up of what is needed" }, columns[1], columns[2]];
  byId("changesbox").hidden = false;
  fill("compared", el("div", { class: "sides" }, heads),
    table("Figures of both plans; in bold where they differ", columns, figures, changed(figures)),
    table("Demands of both plans; in bold where they differ", second, demands, changed(demands)));
}

// The answer of the study: what differs in the questions, and what has to differ in the answers.
export function showChanges(study) {
  const text = (value) => (value == null ? "–" : [value].flat().join(", "));
  const inputs = study.parts.inputs.map((row) => [words(row.field), text(row.a), text(row.b)]);
  fill("changes",
    sentences(study.answer.length ? study.answer : ["Nothing of the answer has to differ."]),
    inputs.length ? table("What differs in the questions",
      [{ name: "field" }, { name: "this plan" }, { name: "other plan" }], inputs) : null,
    el("p", { class: "hint" }, `${["a is this plan, b the other one", ...study.method.notes].join(". ")}.`));
}

// Every demand of either plan, with what each keeps up of it.
function levels(one, two) {
  const name = (row) => (row.where ? `${row.demand}, ${row.where}` : row.demand);
  const [first, second] = [one, two].map((each) =>
    new Map(each.demands.map((row) => [name(row), `${row.kept_up} of ${row.need}`])));
  const all = [...new Set([...first.keys(), ...second.keys()])];
  return all.map((each) => [each, first.get(each) ?? "not asked", second.get(each) ?? "not asked"]);
}

export function start(current) {
  byId("other").addEventListener("change", (event) => compare(current(), event.target.value));
}
