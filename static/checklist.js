// Ticks answer at once, are kept on this phone, and go out when there is signal.
// Without this script every item is a plain form's button.
"use strict";
(() => {
  const { ticks: door, worker, home } = document.currentScript.dataset;
  const KEY = "tick:", BATCH = 100, PATIENCE_MS = 15000, AGAIN_MS = 30000, SOON_MS = 700, DAY_MS = 86400000;
  const WAITS = "Saved on this phone, will send", SAVED = "Saved";
  const form = () => document.getElementById("ticks");

  // The queue: one key for each tick, so that two tabs never write over each other.

  const put = (tick) => localStorage.setItem(KEY + tick.id, JSON.stringify(tick));
  const drop = (tick) => localStorage.removeItem(KEY + tick.id);
  const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(KEY))
    .map((key) => JSON.parse(localStorage.getItem(key)))
    .sort((one, other) => (one.made_at < other.made_at ? -1 : 1));
  const unsent = () => kept().filter((tick) => !tick.sent);

  function device() {
    const known = localStorage.getItem("device") || crypto.randomUUID();
    localStorage.setItem("device", known);
    return known;
  }

  // What is seen: the page as the server wrote it, and over it what this phone knows better.

  function show(tick) {
    const button = document.getElementById(`item-${tick.item}`);
    if (!button || tick.code !== form().dataset.code) return;
    button.setAttribute("aria-checked", tick.ticked);
    button.name = tick.ticked ? "untick" : "tick";
    button.querySelector("small").textContent = tick.sent ? SAVED.toLowerCase() : "saved on this phone";
  }

  function paint() {
    if (!form()) return;
    kept().forEach(show);
    const done = form().querySelectorAll(".tick[aria-checked=true]"), all = form().querySelectorAll(".tick");
    document.querySelector(".tick-count").textContent = `${done.length} of ${all.length}`;
  }

  function say(words, waits) {
    const line = document.querySelector(".tick-status");
    if (!line) return;
    line.textContent = words;
    line.classList.toggle("waits", waits);
  }

  // Sending: in order, in batches, each for the place it was made in. The same again is the same tick.

  let sending = false, retry;

  async function send() {
    if (sending || !unsent().length) return;
    sending = true;
    clearTimeout(retry);
    const refused = new Set();
    try {
      for (let batch = next(); batch.length; batch = next()) (await post(batch)).forEach((why) => refused.add(why));
      say([...refused].join(" ") || SAVED, refused.size > 0);
      lookSoon();
    } catch {
      say(WAITS, true);
      retry = setTimeout(send, AGAIN_MS);
    } finally {
      sending = false;
      paint();
    }
  }

  function next() {
    const waiting = unsent();
    return waiting.filter((tick) => tick.token === waiting[0].token).slice(0, BATCH);
  }

  async function post(batch) {
    const ticks = batch.map(({ id, item, code, ticked, made_at }) => ({ id, item, code, ticked, made_at }));
    const answer = await fetch(door, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: batch[0].token, device: device(), ticks }),
      credentials: "omit",
      keepalive: true,
      signal: AbortSignal.timeout?.(PATIENCE_MS),
    });
    if (answer.status === 429 || answer.status >= 500) throw new Error("Not now");
    const { saved, refused } = answer.ok ? await answer.json() : nothing();
    batch.forEach((tick) => (saved.includes(tick.id) ? put({ ...tick, sent: true }) : drop(tick)));
    return refused.map(({ why }) => `One tick was not taken. ${why}`);
  }

  function nothing() {
    caches.keys().then((names) => names.forEach((name) => caches.delete(name)));
    return { saved: [], refused: [{ why: "This page is too old: open your newest link." }] };
  }

  // Looking again: who else ticked what, and what changed since this copy was kept. Only the network answers this.

  const copy = document.documentElement.dataset;
  let look;

  function lookSoon() {
    clearTimeout(look);
    look = setTimeout(() => (form() || copy.kept) && refresh().catch(() => undefined), SOON_MS);
  }

  async function refresh() {
    const known = kept().filter((tick) => tick.sent);
    const answer = await fetch(location.pathname, { signal: AbortSignal.timeout?.(PATIENCE_MS) });
    if (answer.status >= 500) return;
    if (answer.redirected) return location.assign(answer.url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("ticks"), focused = document.activeElement.id;
    known.forEach(drop);
    if (fresh && form() && !copy.kept) form().replaceWith(fresh);
    else document.body.replaceWith(page.body);
    if (focused.startsWith("item-")) document.getElementById(focused)?.focus();
    delete copy.kept;
    paint();
  }

  function ownUp() {
    const shown = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
    const line = document.createElement("div");
    line.className = "notice";
    line.textContent = `No signal just now. This is how it stood on ${new Date(copy.kept).toLocaleString("en-GB", shown)}.`;
    document.querySelector("main").prepend(line);
  }

  // A tap.

  document.addEventListener("submit", (event) => {
    if (event.target !== form() || !event.submitter) return;
    const { name, value } = event.submitter, { code, token } = form().dataset;
    const made_at = new Date().toISOString();
    try {
      put({ id: crypto.randomUUID(), item: Number(value), code, ticked: name === "tick", made_at, token });
    } catch {
      return; // nothing can be kept here: let the form go the plain way
    }
    event.preventDefault();
    paint();
    say(WAITS, true);
    send();
  });

  const wake = () => { send(); lookSoon(); };
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  kept().filter((tick) => tick.sent && Date.now() - Date.parse(tick.made_at) > DAY_MS).forEach(drop);
  if (unsent().length) say(WAITS, true);
  if (copy.kept) ownUp();
  if (copy.kept || kept().length) wake();
  paint();

  if (navigator.serviceWorker) {
    const parts = [...document.querySelectorAll("link[href], script[src]")].map((part) => part.href || part.src);
    navigator.serviceWorker.register(worker)
      .then(() => navigator.serviceWorker.ready)
      .then(({ active }) => active.postMessage({ keep: [home, location.pathname, ...parts] }));
  }
})();
