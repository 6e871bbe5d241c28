// The page: a question is asked, followed, answered; a plan has its address, ?plan=ID.

import { cancel, ended, follow, get, key, post, Problem, setKey, stateOf } from "./api.js";
import { show } from "./answer.js";
import { draw } from "./charts.js";
import * as compare from "./compare.js";
import { byId, el, fill, words } from "./dom.js";
import * as form from "./form.js";
import { sentences, study } from "./studies.js";

const LISTED = 30;
let current = null; // id of the plan on the page
let followed = null; // id of the question that is asked; once it is answered, its plan is shown
let following = new AbortController();

function complain(error) {
  console.info(error);
  const found = error instanceof Problem ? error : { message: String(error.message ?? error), errors: [] };
  if (error instanceof Problem && error.status === 401) byId("keyfield").hidden = false;
  fill("problem", el("div", { class: "problem" },
    el("p", {}, el("strong", {}, found.message), found.detail ? ` – ${found.detail}` : ""),
    el("ul", {}, found.errors.map((each) =>
      el("li", {}, `${each.where}: ${each.problem}${each.hint ? ` (${each.hint})` : ""}`)))));
  byId("problem").scrollIntoView({ block: "nearest" });
}

// Do something that may be refused, and say why when it is.
const attempt = (work) => async (...args) => {
  fill("problem");
  try {
    return await work(...args);
  } catch (error) {
    complain(error);
    return null;
  }
};

function tellProgress(state) {
  const now = state.progress;
  const meter = byId("meter");
  byId("progress").hidden = ended(state);
  meter.removeAttribute("value");
  let text = state.status === "queued"
    ? `Waits: place ${state.position ?? 1} in the queue` : "Starts";
  if (state.status === "silent") text = "The server does not answer: tries again";
  let numbers = "";
  if (state.status === "running" && now?.total) {
    text = `${now.done} of ${now.total} done`;
    meter.max = now.total;
    meter.value = now.done;
  } else if (state.status === "running" && now?.stage) {
    text = `${now.stage_number} of ${now.stage_count}: ${words(now.stage)}`;
    meter.max = now.stage_count;
    meter.value = now.stage_number - 0.5;
    numbers = [
      now.incumbent != null && `best ${Number(now.incumbent).toPrecision(4)}`,
      now.bound != null && `bound ${Number(now.bound).toPrecision(4)}`,
      now.gap_share != null && `gap ${(now.gap_share * 100).toPrecision(2)} %`,
      now.elapsed_s != null && `${Math.round(now.elapsed_s)} s`,
    ].filter(Boolean).join(", ");
  }
  if (byId("state").textContent !== text) byId("state").textContent = text;
  byId("numbers").textContent = numbers;
  if (state.scenario) byId("asking").textContent = state.title || state.scenario;
}

const ask = attempt(async (event) => {
  event.preventDefault();
  const state = await post("v1/plans", form.body());
  history.pushState({}, "", `?plan=${state.id}`);
  if (matchMedia("(max-width: 800px)").matches) byId("controls").open = false;
  await open(state.id);
  if (current === state.id) byId("answer").scrollIntoView();
});

// Follow a submission to its end and show what came out.
async function open(id) {
  following.abort();
  const mine = following = new AbortController();
  followed = id;
  byId("cancel").disabled = false;
  byId("progress").hidden = true;
  let state = await stateOf(id);
  if (!ended(state)) {
    tellProgress(state);
    byId("cancel").focus();
    await listRecent();
    state = await follow(id, tellProgress, mine.signal);
    if (!state || mine.signal.aborted) return;
    state = await stateOf(id);
  }
  byId("progress").hidden = true;
  const has = state.has_answer && state.kind === "solve";
  if (has) {
    const overview = await show(state);
    current = id;
    await form.setBase(id, overview);
    fill("leave-answer");
    byId("leave-state").textContent = "";
    byId("ask-leave").disabled = false;
    byId("answer").focus({ preventScroll: true });
  } else {
    complain(new Problem(0, state.error ?? { title: `No plan: the question was ${state.status}` }));
  }
  await listRecent();
  if (has && location.hash) document.querySelector(location.hash)?.scrollIntoView();
}

async function listRecent() {
  const { items: plans } = await get(`v1/plans?kind=solve&limit=${LISTED}`);
  fill("recent", plans.slice(0, 12).map((plan) => el("li", {},
    el("a", { href: `?plan=${plan.id}`, "aria-current": plan.id === followed ? "page" : null },
      compare.named(plan)), ` ${plan.status}`)));
  byId("recentbox").hidden = plans.length === 0;
  if (current && current === followed) compare.offer(current, plans);
}

// A study of the plan on the page, begun by its button: its answer is shown, if that plan still is.
const studied = (button, place, kind, options, shown) => attempt(async () => {
  const asked = current;
  const tell = (text) => { if (current === asked) byId(place).textContent = text; };
  byId(button).disabled = true;
  try {
    const state = await study(kind, asked, options(), tell);
    if (current === asked) await shown(state, asked);
  } finally {
    byId(button).disabled = false;
  }
});

const askLeave = studied("ask-leave", "leave-state", "dropout", () => ({}), async (state, asked) => {
  fill("leave-answer", sentences(state.study.answer));
  await draw(byId("leave-answer"), state.id, "dropout",
    `Source: plan ${asked.slice(0, 8)}, and ${state.study.method.solves} solves of what if.`);
});

const askChanges = studied("ask-changes", "changes-state", "compare",
  () => ({ other: byId("other").value }), (state) => compare.showChanges(state.study));

const start = attempt(async () => {
  const limits = await get("v1/limits").catch((error) => {
    if (error.status === 401) return { keys: true };
    throw error;
  });
  byId("keyfield").hidden = !limits.keys;
  byId("key").value = key();
  if (limits.keys && !key()) return;
  const scenarios = await form.start();
  fill("scenarios", scenarios.map((row) => el("li", {},
    el("h2", {}, row.title || row.name), el("p", {}, row.description),
    el("button", { type: "button", onclick: attempt(async () => {
      await form.pick(row.name);
      byId("controls").open = true;
      byId("solve").focus();
    }) }, "Choose"))));
  const id = new URLSearchParams(location.search).get("plan");
  if (id && /^[0-9a-f]{32}$/.test(id)) await open(id);
  else await listRecent();
});

if (matchMedia("(max-width: 800px)").matches) {
  byId("recentbox").open = false;
  byId("controls").open = !location.search;
}
byId("form").addEventListener("submit", ask);
byId("key").addEventListener("change", () => {
  setKey(byId("key").value.trim());
  start();
});
byId("cancel").addEventListener("click", attempt(async () => {
  byId("cancel").disabled = true;
  try {
    await cancel(followed);
    byId("state").textContent = "Cancels: the best plan found is kept";
  } catch (error) {
    byId("cancel").disabled = false;
    throw error;
  }
}));
byId("ask-leave").addEventListener("click", askLeave);
byId("ask-changes").addEventListener("click", askChanges);
byId("share").addEventListener("click", attempt(async () => {
  await navigator.clipboard.writeText(`${location.origin}${location.pathname}?plan=${current}`);
  byId("share").textContent = "Copied";
  setTimeout(() => { byId("share").textContent = "Copy link"; }, 2000);
}));
addEventListener("click", (event) => {
  if (!byId("downloads").contains(event.target) || event.target.matches("a")) byId("downloads").open = false;
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !byId("downloads").open) return;
  byId("downloads").open = false;
  byId("downloads").firstElementChild.focus();
});
addEventListener("popstate", () => location.reload());
compare.start(() => current);
start();
