// Studies of the plan on the page: queued as plans are, followed, and told in the sentences that
// the server has found.

import { ended, follow, get, post, Problem } from "./api.js";
import { el } from "./dom.js";

// The state of a study that has ended with an answer. tell: what to say while it waits and solves.
export async function study(kind, base, options, tell) {
  const said = (state) => tell(state.status === "queued" ? "Waits …" : "Solves …");
  try {
    let state = await post(`v1/studies/${kind}`, { base, options });
    said(state);
    if (!ended(state)) await follow(state.id, said, new AbortController().signal);
    state = await get(`v1/plans/${state.id}`);
    if (!state.study) throw new Problem(0, state.error ?? { title: "The study has no answer" });
    return state;
  } finally {
    tell("");
  }
}

export const sentences = (texts) => el("ul", {}, texts.map((text) => el("li", {}, text)));
