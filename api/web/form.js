// The question: scenario, a few fields of it, nations in and out, notes.

import { get, Problem } from "./api.js";
import { byId, el, fill } from "./dom.js";

const SIGNS = { offered: "", include: "+", exclude: "−" };
const SAID = { offered: "as offered", include: "let in", exclude: "left out" };
const NEXT = { offered: "include", include: "exclude", exclude: "offered" };
const NOT_ASKED = ["UKR", "USA"]; // the host, and whom the backstop stands for
const shipped = new Map();
let nations = [];
let chosen = {};
let base = null; // {id, asked, givers} of the plan on the page
let asked = null; // what the fields said before they were changed

export async function start() {
  const [scenarios, reference] = await Promise.all([
    get("v1/scenarios"), get("v1/reference/nations")]);
  nations = reference.filter((row) => row.name && !NOT_ASKED.includes(row.nation));
  scenarios.forEach((row) => shipped.set(row.name, row));
  fill("scenario", scenarios.map((row) => el("option", { value: row.name }, row.title || row.name)));
  byId("scenario").value = shipped.has("guarantor") ? "guarantor" : scenarios[0]?.name;
  byId("scenario").addEventListener("change", () => pick(byId("scenario").value));
  byId("horizon").addEventListener("input", tellMonths);
  await pick(byId("scenario").value);
  return scenarios;
}

// Show the fields of a shipped scenario, or of the plan on the page.
export async function pick(value) {
  byId("scenario").value = value;
  if (base && value === `plan:${base.id}`) {
    byId("about").textContent = "What if, from the plan on the page.";
    show(base.asked, base.givers);
    return;
  }
  const scenario = await get(`v1/scenarios/${encodeURIComponent(value)}`);
  byId("about").textContent = scenario.description;
  show({
    horizon_months: scenario.horizon_months,
    us_backstop: scenario.coalition.us_backstop,
    requirement_level: scenario.requirement_level,
    whole_units: scenario.solve.whole_units,
    include: scenario.coalition.include,
    exclude: scenario.coalition.exclude,
  });
  document.querySelector("[name=units][value=relaxed]").checked = true; // fast first
}

// The plan on the page can be asked from: its fields are shown.
export async function setBase(id, overview) {
  base = { id, asked: overview.asked, givers: overview.givers };
  document.querySelector("#scenario option[value^='plan:']")?.remove();
  const name = overview.asked.title || overview.asked.scenario;
  byId("scenario").prepend(el("option", { value: `plan:${id}` }, `This plan: ${name}`));
  await pick(`plan:${id}`);
}

function show(fields, givers = []) {
  asked = fields;
  byId("horizon").value = fields.horizon_months;
  byId("backstop").checked = fields.us_backstop;
  document.querySelector(`[name=level][value=${fields.requirement_level}]`).checked = true;
  const units = fields.whole_units ? "whole" : "relaxed";
  document.querySelector(`[name=units][value=${units}]`).checked = true;
  chosen = Object.fromEntries(nations.map((row) => [row.nation, "offered"]));
  fields.include.forEach((code) => { chosen[code] = "include"; });
  fields.exclude.forEach((code) => { chosen[code] = "exclude"; });
  fill("chips", nations.map((row) => chip(row, givers.includes(row.nation))));
  tellMonths();
}

function tellMonths() {
  byId("months").textContent = byId("horizon").value;
}

function chip(row, gives) {
  const button = el("button", { type: "button", title: row.name, "data-gives": gives });
  const tell = () => {
    button.dataset.is = chosen[row.nation];
    button.setAttribute("aria-label", `${row.name}: ${SAID[chosen[row.nation]]}${gives ? ", takes part in this plan" : ""}`);
    button.textContent = SIGNS[chosen[row.nation]] + row.nation;
  };
  button.addEventListener("click", () => {
    chosen[row.nation] = NEXT[chosen[row.nation]];
    tell();
  });
  tell();
  return button;
}

const codes = (state) => Object.keys(chosen).filter((code) => chosen[code] === state);
const same = (one, two) => [...one].sort().join() === [...two].sort().join();

// The body of POST /v1/plans: the scenario, and only those fields that were changed.
export function body() {
  const overrides = {};
  const months = Number(byId("horizon").value);
  if (months !== asked.horizon_months) overrides.horizon_months = months;
  const level = document.querySelector("[name=level]:checked").value;
  if (level !== asked.requirement_level) overrides.requirement_level = level;
  const whole = document.querySelector("[name=units]:checked").value === "whole";
  if (whole !== asked.whole_units) overrides["solve.whole_units"] = whole;
  const backstop = byId("backstop").checked;
  if (backstop !== asked.us_backstop) overrides["coalition.us_backstop"] = backstop;
  for (const state of ["include", "exclude"]) {
    if (!same(codes(state), asked[state])) overrides[`coalition.${state}`] = codes(state);
  }
  Object.assign(overrides, written(byId("sets").value));
  const value = byId("scenario").value;
  const source = value.startsWith("plan:")
    ? { base: value.slice(5) } : { scenario: { extends: value, name: value } };
  return {
    ...source,
    overrides,
    title: byId("title").value,
    author: byId("author").value,
    note: byId("note").value,
  };
}

// KEY=VALUE lines; a value is JSON where it can be read so, else text.
function written(text) {
  const found = {};
  for (const line of text.split("\n").map((each) => each.trim()).filter(Boolean)) {
    const [name, ...rest] = line.split("=");
    if (!name.trim() || !rest.length) {
      throw new Problem(0, { title: "The other fields are not read", errors: [
        { where: line, problem: "no KEY=VALUE", hint: "write one a line, as in coalition.min_nations=8" }] });
    }
    const value = rest.join("=").trim();
    try {
      found[name.trim()] = JSON.parse(value);
    } catch {
      found[name.trim()] = value;
    }
  }
  return found;
}
