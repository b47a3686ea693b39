// Photos that a guest chooses are kept on this phone until they have arrived, and go out whenever there is signal.
// Without this script the page's plain form leads to /g/upload.
"use strict";
(() => {
  const BATCH = 24, LANES = 2, LARGEST_BYTES = 25 * 1024 * 1024;
  const FRESH_MS = 12 * 60_000; // a form is good for 15 minutes; the rest is for the sending
  const PATIENCE_MS = 60_000, AGAIN_MS = 5_000, SELDOM_MS = 300_000, LEASE_MS = 30_000, FORGOTTEN_MS = 28 * 86_400_000;

  const find = (selector) => document.querySelector(`.uploader ${selector}`);
  const code = find("[name=booking]").value, token = find("[name=token]").value;
  const words = JSON.parse(document.getElementById("uploader-words").textContent);
  const input = find("[type=file]"), list = find("ul");

  // The queue. What is known of a file lies apart from its bytes, so that looking at the list loads no picture.
  // Its `state` is "sent" or "refused"; without one it waits. `post` is the form to send it with.

  function opened() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open("photos", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("files", { keyPath: "id", autoIncrement: true });
        request.result.createObjectStore("bytes");
        request.result.createObjectStore("lease");
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  async function inQueue(work) {
    const database = await opened(); // each time anew: phones close it behind a page's back
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(["files", "bytes", "lease"], "readwrite");
        const request = work((name) => transaction.objectStore(name));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  const loose = new Map(); // what this phone could not keep, or we would not take: known until the page is left
  let loosened = 0;

  const loosely = (file) => loose.set(--loosened, { ...file, id: loosened });
  const kept = () => inQueue((store) => store("files").getAll()).catch(() => []);
  const bytesOf = ({ id }) => loose.get(id)?.bytes ?? inQueue((store) => store("bytes").get(id));

  async function all() {
    return [...(await kept()), ...loose.values()].filter((file) => file.code === code);
  }

  function keep(file, bytes) {
    return inQueue((store) => {
      const added = store("files").add(file);
      added.onsuccess = () => store("bytes").put(bytes, added.result);
      return added;
    });
  }

  async function change(file, fields) {
    if (loose.has(file.id)) loose.set(file.id, { ...loose.get(file.id), ...fields });
    else await inQueue((store) => {
      const known = store("files").get(file.id); // removed meanwhile: it stays so
      known.onsuccess = () => known.result && store("files").put({ ...known.result, ...fields });
      if (fields.state) store("bytes").delete(file.id);
      return known;
    });
    await tell();
  }

  async function drop({ id }) {
    if (loose.delete(id)) return;
    await inQueue((store) => (store("bytes").delete(id), store("files").delete(id)));
  }

  async function tidy() {
    const files = await kept();
    const done = !files.some((file) => file.code === code && !file.state);
    const old = files.filter((file) => (done && file.code === code) || Date.now() - file.at > FORGOTTEN_MS);
    await Promise.all(old.map(drop));
  }

  // What is seen. File names are text, never markup.

  const rows = new Map();

  function row({ id, name }) {
    if (rows.has(id)) return rows.get(id);
    const made = find("template").content.cloneNode(true).firstElementChild;
    const button = made.querySelector("button");
    made.querySelector(".name").textContent = name;
    made.querySelector("progress").setAttribute("aria-label", name);
    button.setAttribute("aria-label", `${button.textContent} ${name}`);
    button.onclick = () => remove(id);
    list.append(made);
    rows.set(id, made);
    return made;
  }

  function show(file) {
    const line = row(file), flies = flying.has(file.id), bar = line.querySelector("progress");
    line.className = file.state || "waiting";
    line.querySelector("small").textContent = file.why || words[file.state || (flies ? "sending" : "waiting")];
    line.querySelector("button").hidden = file.state === "sent";
    bar.hidden = Boolean(file.state);
    if (!flies) bar.value = 0;
  }

  function summary(files) {
    const count = (state) => files.filter((file) => file.state === state).length;
    const sent = count("sent"), waiting = count(undefined), refused = count("refused");
    const said = [];
    if (sent + waiting) said.push(words.summary.replace("{sent}", sent).replace("{all}", sent + waiting));
    if (waiting && failures) said.push(words.stuck);
    if (waiting) said.push(files.some((file) => file.bytes && !file.state) ? words.leave_open : words.stays);
    else if (sent) said.push(words.thanks);
    if (refused) said.push(words.see_list);
    return said.join(" ");
  }

  function fill(id, part) {
    const bar = rows.get(id)?.querySelector("progress"); // none: removed meanwhile
    if (bar) bar.value = part;
  }

  async function paint() {
    const files = await all(), known = new Set(files.map(({ id }) => id)), said = summary(files);
    files.forEach(show);
    rows.forEach((line, id) => known.has(id) || (line.remove(), rows.delete(id)));
    list.hidden = !files.length;
    if (find(".summary").textContent !== said) find(".summary").textContent = said; // read out only when it changes
  }

  const tabs = window.BroadcastChannel && new BroadcastChannel("photos");
  if (tabs) tabs.onmessage = paint;
  const tell = () => (tabs?.postMessage("changed"), paint());

  // Sending: one tab at a time, two files at a time. The same form is used again after a failure that may have been
  // none, so that a file lands under one key, once.

  const flying = new Map(), failed = new Set();
  let halted = false;

  const notNow = (status) => !status || [408, 425, 429].includes(status) || status >= 500;
  const refuse = (file, why) => change(file, { state: "refused", why });

  async function next() {
    return (await all()).filter(({ id, state }) => !state && !failed.has(id)).slice(0, BATCH);
  }

  async function sendAll() {
    failed.clear();
    halted = false;
    for (let batch = await next(); batch.length && !halted; batch = await next()) {
      const without = batch.filter(({ post, promised }) => !post || Date.now() - promised > FRESH_MS);
      if (without.length) await askForPosts(without);
      else await Promise.all(Array.from({ length: LANES }, () => lane(batch).catch(halt)));
    }
    return !halted && !failed.size;
  }

  async function lane(batch) {
    while (batch.length && !halted) await send(batch.shift());
  }

  async function askForPosts(files) {
    const wanted = files.map(({ name, size, type }) => ({ name, size, type }));
    const answer = await fetch("/g/presign", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ booking: code, token, files: wanted }),
      credentials: "omit",
      signal: AbortSignal.timeout?.(PATIENCE_MS),
    });
    if (notNow(answer.status)) throw new Error("Not now");
    const { posts, error, field } = await answer.json();
    if (answer.ok) await Promise.all(files.map((file, n) => change(file, { post: posts[n], promised: Date.now() })));
    else await heed(files, error, field);
    return answer.ok ? "" : error;
  }

  async function heed(files, why, field) {
    const number = /^files\[(\d+)\]/.exec(field)?.[1];
    if (number) return refuse(files[number], why);
    if (field === "files" && files.length > 1) why = await asFarAsThereIsRoom(files);
    await Promise.all(files.map((file) => refuse(file, why)));
  }

  async function asFarAsThereIsRoom(files) {
    let why = "";
    while (files.length && !why) why = await askForPosts([files.shift()]);
    return why;
  }

  async function send(file) {
    const bytes = await bytesOf(file);
    if (!bytes) return refuse(file, words.unreadable);
    const { status, responseText } = await post(file, bytes);
    if (status === 409 || (status >= 200 && status < 300)) return change(file, { state: "sent" }); // 409: it was there
    if (status === 403 && !file.renewed) return change(file, { post: null, renewed: true });
    if (!notNow(status) && !responseText.includes("RequestTimeout")) return refuse(file, words.not_taken);
    failed.add(file.id);
    halted ||= !status && (await all()).some(({ id }) => id === file.id);
  }

  function post({ id, post: { url, fields } }, bytes) {
    const form = new FormData(), request = new XMLHttpRequest();
    Object.entries(fields).forEach(([name, value]) => form.append(name, value));
    form.append("file", new Blob([bytes]));
    return new Promise((resolve) => {
      let patience;
      const hope = () => (clearTimeout(patience), (patience = setTimeout(() => request.abort(), PATIENCE_MS)));
      request.upload.onprogress = ({ loaded, total }) => (hope(), fill(id, loaded / total));
      request.onloadend = () => (clearTimeout(patience), flying.delete(id), resolve(request));
      request.open("POST", url);
      request.send(form);
      flying.set(id, request);
      hope();
      paint();
    });
  }

  // One tab sends, the others wait for their turn: by a lock, or where there is none by a lease that runs out.

  const alone = (work) => (navigator.locks ? navigator.locks.request(`photos ${code}`, work) : leased(work));

  async function leased(work) {
    const by = Math.random();
    while ((await lease(by, LEASE_MS)) !== by) await new Promise((resolve) => setTimeout(resolve, LEASE_MS / 3));
    const renewing = setInterval(lease, LEASE_MS / 3, by, LEASE_MS);
    try {
      return await work();
    } finally {
      clearInterval(renewing);
      await lease(by, 0);
    }
  }

  async function lease(by, ms) {
    const { holder } = await inQueue((store) => {
      const answer = { result: {} }, held = store("lease").get(code);
      held.onsuccess = () => {
        const free = !held.result || held.result.holder === by || held.result.until < Date.now();
        answer.result = free ? { holder: by, until: Date.now() + ms } : held.result;
        store("lease").put(answer.result, code);
      };
      return answer;
    }).catch(() => ({ holder: by }));
    return holder;
  }

  let running = false, asked = false, again, failures = 0;

  async function run() {
    clearTimeout(again);
    asked = true;
    if (running) return;
    running = true;
    while (asked) {
      asked = false;
      failures = (await alone(sendAll).catch(() => false)) ? 0 : failures + 1;
    }
    running = false;
    if (failures) again = setTimeout(run, Math.min(AGAIN_MS * 2 ** (failures - 1), SELDOM_MS));
    paint();
  }

  // What a guest does.

  async function take(blob) {
    const type = typeOf(blob), file = { code, name: blob.name, size: blob.size, type, at: Date.now() };
    const why = !blob.size ? words.empty : blob.size > LARGEST_BYTES ? words.too_large : type ? "" : words.wrong_type;
    if (why) return loosely({ ...file, state: "refused", why });
    const bytes = await blob.arrayBuffer().catch(() => undefined);
    if (!bytes) return loosely({ ...file, state: "refused", why: words.unreadable });
    await keep(file, bytes).catch(() => loosely({ ...file, bytes: blob }));
  }

  function typeOf({ name, type }) {
    const said = [type.replace("image/", ""), name.split(".").pop().toLowerCase()]; // some phones give a HEIC no type
    const kind = said.find((one) => /^(jpe?g|png|webp|hei[cf])$/.test(one));
    return kind && `image/${kind.replace("jpg", "jpeg")}`;
  }

  async function remove(id) {
    await drop({ id });
    flying.get(id)?.abort();
    await tell();
    input.focus();
  }

  function halt() {
    halted = true;
    flying.forEach((request) => request.abort());
  }

  input.onchange = async () => {
    const chosen = [...input.files];
    input.value = "";
    for (const file of chosen) (await take(file), await tell());
    run();
  };
  addEventListener("online", run);
  addEventListener("pageshow", ({ persisted }) => persisted && run());
  addEventListener("pagehide", halt); // another tab may go on
  document.addEventListener("visibilitychange", () => document.hidden || run());
  find("form").hidden = true;
  find(".chooser").hidden = false;
  tidy().finally(run);
})();
