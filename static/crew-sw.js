// Keeps the charters' pages on the phone, for where there is no signal. Hours and pay are never kept.
"use strict";
const CACHE = "crew", MOST = 40, PATIENCE_MS = 3000;
const PAGE = /^\/crew\/([A-Z0-9]{7}\/)?$/; // my charters, and one charter by its code in capitals: no other page
const key = (address) => new URL(address).origin + new URL(address).pathname;
const isPage = (address) => PAGE.test(new URL(address).pathname);
const isKept = (address) =>
  new URL(address).origin === location.origin && (isPage(address) || new URL(address).pathname.startsWith("/static/"));

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const addresses = event.data.keep.map((address) => new URL(address, location).href).filter(isKept);
  event.waitUntil(Promise.allSettled(addresses.map(fetchOnce)));
});

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET" || !isKept(url)) return;
  const looksAgain = isPage(url) && mode !== "navigate"; // a script that wants the truth, not the copy
  event.respondWith(looksAgain ? fetchAndKeep(event.request) : networkFirst(event));
});

async function networkFirst(event) {
  const fresh = fetchAndKeep(event.request).catch(() => undefined);
  event.waitUntil(fresh);
  const quick = await Promise.race([fresh, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  if (quick && quick.status < 500) return quick;
  return (await caches.match(key(event.request.url))) || (await fresh) || noSignal();
}

async function fetchAndKeep(request) {
  const answer = await fetch(request);
  const cache = await caches.open(CACHE), name = key(request.url);
  if (answer.status === 401 || answer.status === 403) await caches.delete(CACHE);
  else if (answer.ok && !answer.redirected) await keep(cache, name, answer.clone()).catch(() => undefined); // a full phone
  else if (answer.status < 500) await cache.delete(name);
  return answer;
}

async function fetchOnce(address) {
  if (!(await caches.match(key(address)))) await fetchAndKeep(new Request(address));
}

async function keep(cache, name, answer) {
  await cache.put(name, isPage(name) ? await marked(answer) : answer);
  const names = await cache.keys();
  await Promise.all(names.slice(0, -MOST).map((old) => cache.delete(old)));
}

// A copy says of itself that it is one, and from when.
async function marked(answer) {
  const page = (await answer.text()).replace("<html", `<html data-kept="${new Date().toISOString()}"`);
  return new Response(page, { headers: answer.headers });
}

function noSignal() {
  const words = "No signal, and this page is not kept on this phone. Go back, or try again where there is signal.";
  return new Response(words, { status: 503, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}
