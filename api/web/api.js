// Requests to the server: with a key when one is needed, problems as errors, progress as it comes.

const KEY = "planner-key";
const POLL_MS = 1000;
const ENDED = ["done", "failed", "cancelled", "interrupted"];

export const ended = (state) => ENDED.includes(state.status);
export const key = () => sessionStorage.getItem(KEY) ?? "";
export function setKey(value) {
  if (value) sessionStorage.setItem(KEY, value);
  else sessionStorage.removeItem(KEY);
}

export class Problem extends Error {
  constructor(status, content) {
    super(content.title ?? `The server answered ${status}`);
    this.status = status;
    this.detail = content.detail ?? "";
    this.errors = content.errors ?? [];
  }
}

function headers(more = {}) {
  return key() ? { ...more, Authorization: `Bearer ${key()}` } : more;
}

export async function send(path, options = {}) {
  const response = await fetch(path, { ...options, headers: headers(options.headers) })
    .catch((error) => {
      throw error.name === "AbortError" ? error : new Problem(0, { title: "The server does not answer" });
    });
  if (response.ok) return response;
  let content = {};
  try {
    content = await response.json();
  } catch { /* no problem in JSON: the status has to do */ }
  throw new Problem(response.status, content);
}

export const get = async (path) => (await send(path)).json();

export const post = async (path, body) => (await send(path, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
})).json();

export const cancel = (id) => send(`v1/plans/${id}/cancel`, { method: "POST" });

// Where a submission stands, without its plan, which has some hundred kilobytes.
export const stateOf = (id) => get(`v1/plans/${id}?answer=false`);

// Is it worth to ask again: a server that restarts, or has too much to do?
const passes = (error) =>
  !(error instanceof Problem) || error.status === 0 || error.status === 429 || error.status >= 500;

// Tells each state of a submission until it has ended, and returns the last one. A server that does
// not answer is asked again.
export async function follow(id, tell, signal) {
  while (!signal.aborted) {
    try {
      const last = await listen(id, tell, signal);
      if (last && ended(last)) return last;
    } catch (error) {
      if (signal.aborted) break;
      if (error instanceof Problem && error.status === 404) throw error;
    }
    try {
      const state = await stateOf(id); // the stream broke off, or is not let through
      tell(state);
      if (ended(state)) return state;
    } catch (error) {
      if (!passes(error)) throw error;
      tell({ status: "silent" });
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return null;
}

// Server-sent events over fetch, since EventSource cannot send a key.
async function listen(id, tell, signal) {
  const response = await send(`v1/plans/${id}/events`, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let last = null;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return last;
    const parts = (text + value).replaceAll("\r\n", "\n").split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const lines = part.split("\n").filter((line) => line.startsWith("data:"));
      if (!lines.length) continue;
      last = JSON.parse(lines.map((line) => line.slice(5)).join("\n"));
      tell(last);
    }
  }
}

// A link that saves a file; with a key the browser alone could not fetch it.
export function saves(link, path, name) {
  link.href = path;
  link.download = name;
  link.addEventListener("click", async (event) => {
    if (!key()) return;
    event.preventDefault();
    const content = await (await send(path)).blob();
    const url = URL.createObjectURL(content);
    const once = document.createElement("a");
    once.href = url;
    once.download = name;
    once.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  });
  return link;
}
