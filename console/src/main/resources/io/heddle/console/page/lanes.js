
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const FIELDS = 5; // of a bar: item, items, from, to, fate
  const KILLED = 1, REPEATED = 2, FAILED = 3, CANCELLED = 4;
  const longest = Math.max(1, ...data.panels.map(panel => panel.micros));
  const tip = document.getElementById("tip");
  const find = document.getElementById("find");
  const found = document.getElementById("found");
  const toKill = document.getElementById("to-kill");

  // what is seen: a part of the scale, as fractions of it
  const view = { from: 0, to: 1, same: true, item: -1, hits: null };
  const LOPSIDED = 20; // so many times longer, a run leaves the others no room on one scale
  const rows = []; // every lane: { panel, lane, canvas, chosen }
  const axes = [];
  let colours = {};

  const spanOf = panel => view.same ? longest : Math.max(1, panel.micros);
  const xOf = (panel, micros, width) => (micros / spanOf(panel) - view.from) / (view.to - view.from) * width;
  const microsOf = (panel, x, width) => (view.from + x / width * (view.to - view.from)) * spanOf(panel);

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const get = name => style.getPropertyValue(name).trim();
    colours = { ink: get("--ink"), faint: get("--faint"), band: get("--band"), grid: get("--grid"), dead: get("--dead"), paper: get("--paper"),
      kinds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(i => get("--k" + i)) };
  }

  function time(micros, step = micros) {
    if (step < 1e3 && micros < 1e3) return Math.round(micros) + " \u00b5s";
    if (micros < 1e6) return (micros / 1e3).toFixed(step < 10 ? 2 : step < 1e4 ? (step < 1e3 ? 2 : 1) : 0) + " ms";
    return (micros / 1e6).toFixed(step < 1e4 ? 3 : 2) + " s";
  }

  // a canvas as sharp as the screen is
  function prepare(canvas) {
    const ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    return { pen, width, height };
  }

  // round steps, about one for every 90 pixels
  function ticks(panel, width) {
    const span = spanOf(panel) * (view.to - view.from);
    const wanted = span / Math.max(2, width / 90);
    const power = Math.pow(10, Math.floor(Math.log10(wanted)));
    const step = [1, 2, 5, 10].map(n => n * power).find(n => n >= wanted);
    const list = [];
    for (let t = Math.ceil(view.from * spanOf(panel) / step) * step; t <= view.to * spanOf(panel) + step * 1e-6; t += step) list.push(t);
    return { step, list };
  }

  // rows are lower where there are many
  const padding = height => height > 16 ? 3 : height > 6 ? 1 : 0;

  function isDim(item) {
    return view.hits !== null && !view.hits.has(item);
  }

  function draw(row) {
    const { pen, width, height } = prepare(row.canvas);
    const { panel, lane } = row;
    pen.fillStyle = colours.grid;
    for (const t of ticks(panel, width).list) pen.fillRect(Math.round(xOf(panel, t, width)), 0, 1, height);
    const left = xOf(panel, lane.from, width), right = xOf(panel, lane.to, width);
    pen.fillStyle = colours.band;
    const band = Math.min(6, height / 2);
    pen.fillRect(left, (height - band) / 2, right - left, band);
    const top = padding(height), tall = height - 2 * top;
    const bars = lane.bars;
    let marked = [];
    let lastX = -1;
    for (let i = 0; i < bars.length; i += FIELDS) {
      const a = xOf(panel, bars[i + 2], width);
      const b = xOf(panel, bars[i + 3], width);
      if (b < -2 || a > width + 2) continue;
      const item = bars[i], fate = bars[i + 4];
      if (fate === KILLED || fate === REPEATED || item === view.item || (view.hits !== null && !isDim(item))) { marked.push(i); if (fate === KILLED) continue; }
      // neighbours keep a hair's breadth between them where there is room for it
      const gap = b - a > 3 ? 1 : 0;
      const w = Math.max(b - a - gap, .7);
      if (w < .8 && a < lastX + .35) continue; // a pixel is full
      lastX = a;
      pen.globalAlpha = isDim(item) ? .18 : 1;
      pen.fillStyle = colours.kinds[data.items[item].k];
      pen.fillRect(a, top, w, tall);
      if (fate === FAILED || fate === CANCELLED) {
        pen.fillStyle = fate === FAILED ? colours.dead : colours.ink;
        pen.fillRect(a, top + tall - Math.min(4, tall / 3), Math.max(w, 2), Math.min(4, tall / 3));
      }
    }
    pen.globalAlpha = 1;
    for (const i of marked) mark(pen, row, i, width, height);
    if (row.chosen >= 0) frame(pen, row, row.chosen, width, height, colours.ink, 2);
    if (lane.killed && right >= 0 && right <= width) cross(pen, right, width, height);
  }

  function mark(pen, row, i, width, height) {
    const { panel, lane } = row;
    const [item, , from, to, fate] = lane.bars.slice(i, i + FIELDS);
    if (fate === KILLED) {
      const a = xOf(panel, from, width), b = Math.max(a + 2, xOf(panel, to, width));
      pen.fillStyle = colours.dead;
      pen.fillRect(a, padding(height), b - a, height - 2 * padding(height));
      return;
    }
    if (fate === REPEATED || item === view.item || view.hits !== null) {
      if (fate === REPEATED || item === view.item) frame(pen, row, i, width, height, colours.ink, 2);
      if (view.hits !== null && !isDim(item)) {
        const a = xOf(panel, from, width), b = Math.max(a + 2, xOf(panel, to, width));
        pen.fillStyle = colours.kinds[data.items[item].k];
        pen.fillRect(a, padding(height) / 3, b - a, height - 2 * padding(height) / 3);
      }
    }
  }

  function frame(pen, row, i, width, height, colour, thick) {
    const a = xOf(row.panel, row.lane.bars[i + 2], width), b = xOf(row.panel, row.lane.bars[i + 3], width);
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    const inset = padding(height) > 1 ? 2 : 0;
    pen.strokeRect(a - 1, inset, Math.max(b - a, 1) + 1, height - 2 * inset);
  }

  function cross(pen, x, width, height) {
    const m = height / 2, r = Math.min(5, m - 1);
    for (const [colour, thick] of [[colours.paper, 6], [colours.dead, 2.6]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = thick;
      pen.lineCap = "round";
      pen.beginPath();
      pen.moveTo(x - r, m - r); pen.lineTo(x + r, m + r);
      pen.moveTo(x + r, m - r); pen.lineTo(x - r, m + r);
      pen.stroke();
    }
    pen.fillStyle = colours.dead;
    if (height < 12) return;
    pen.font = "600 12px system-ui, sans-serif";
    pen.textBaseline = "middle";
    const wide = pen.measureText("killed").width;
    const fits = x + 10 + wide <= width;
    pen.fillStyle = fits ? colours.dead : colours.paper; // to the left it stands on the killed task
    pen.fillText("killed", fits ? x + 10 : x - 12 - wide, m + 1);
  }

  function drawAxis({ panel, canvas }) {
    const { pen, width, height } = prepare(canvas);
    const { step, list } = ticks(panel, width);
    pen.font = "12px system-ui, sans-serif";
    pen.textBaseline = "top";
    for (const t of list) {
      const x = Math.round(xOf(panel, t, width));
      pen.fillStyle = colours.grid;
      pen.fillRect(x, 0, 1, 5);
      const text = t === 0 ? "0" : time(t, step);
      const wide = pen.measureText(text).width;
      pen.fillStyle = colours.faint;
      pen.fillText(text, Math.min(Math.max(0, x - wide / 2), width - wide), 6);
    }
  }

  let pending = false;
  function redraw() {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      rows.forEach(draw);
      axes.forEach(drawAxis);
    });
  }

  // the bar at x, or the nearest one within a few pixels
  function barAt(row, x) {
    const { panel, lane, canvas } = row;
    const width = canvas.clientWidth, bars = lane.bars;
    const t = microsOf(panel, x, width);
    let low = 0, high = bars.length / FIELDS;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bars[middle * FIELDS + 2] <= t) low = middle + 1; else high = middle;
    }
    let best = -1, distance = 5;
    for (const n of [low - 2, low - 1, low]) {
      const i = n * FIELDS;
      if (n < 0 || i >= bars.length) continue;
      const a = xOf(panel, bars[i + 2], width), b = xOf(panel, bars[i + 3], width);
      const d = x < a ? a - x : x > b ? x - b : 0;
      if (d < distance || (d === distance && bars[i + 4])) { best = i; distance = d; }
    }
    return best;
  }

  function line(tag, text, name) {
    const element = document.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    return element;
  }

  function describe(row, i) {
    const { panel, lane } = row;
    const [item, items, from, to, fate] = lane.bars.slice(i, i + FIELDS);
    const facts = data.items[item];
    const lines = [line("b", items > 1 ? `${items.toLocaleString("en")} ${words.many}, the first is ${facts.n}` : facts.n)];
    if (fate === KILLED) lines.push(line("span", words.killed, "bad"));
    if (fate === REPEATED) lines.push(line("span", words.repeated));
    if (fate === FAILED) lines.push(line("span", words.failed, "bad"));
    if (fate === CANCELLED) lines.push(line("span", words.cancelled));
    if (items === 1) for (const detail of facts.d) lines.push(line("div", detail));
    const took = fate === KILLED ? words.heldFor : items > 1 ? words.tookMany : words.took;
    lines.push(line("div", `${took}${time(to - from)}, from ${time(from, 1e3)} to ${time(to, 1e3)}`));
    lines.push(line("div", `${panel.title}: ${lane.name}${lane.detail ? " (" + lane.detail + ")" : ""}`));
    return lines;
  }

  function showTip(row, i, x, y) {
    tip.replaceChildren(...describe(row, i));
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(x + 14, innerWidth - box.width - 12)) + "px";
    tip.style.top = (y + 18 + box.height > innerHeight ? Math.max(4, y - box.height - 14) : y + 18) + "px";
  }

  function choose(row, i, x, y) {
    const item = i >= 0 ? row.lane.bars[i] : -1;
    if (i < 0) tip.hidden = true; else showTip(row, i, x, y);
    if (item !== view.item || row.chosen !== i) {
      rows.forEach(other => other.chosen = -1);
      row.chosen = i;
      view.item = item;
      redraw();
    }
  }

  function look(from, to) {
    const least = 1 / longest; // a microsecond
    const span = Math.min(1, Math.max(least, to - from));
    view.from = Math.min(Math.max(0, from), 1 - span);
    view.to = view.from + span;
    redraw();
  }

  function zoom(factor, centre = (view.from + view.to) / 2) {
    look(centre - (centre - view.from) * factor, centre + (view.to - centre) * factor);
  }

  function listen(row) {
    const { canvas } = row;
    let drag = null;
    const fraction = event => view.from + (event.clientX - canvas.getBoundingClientRect().left) / canvas.clientWidth * (view.to - view.from);
    canvas.addEventListener("pointerdown", event => {
      if (event.pointerType === "mouse" && event.button === 0) { drag = { x: event.clientX, at: fraction(event) }; canvas.setPointerCapture(event.pointerId); }
    });
    canvas.addEventListener("pointermove", event => {
      const x = event.clientX - canvas.getBoundingClientRect().left;
      if (drag && Math.abs(event.clientX - drag.x) > 4) {
        tip.hidden = true;
        redraw();
        requestAnimationFrame(() => rows.forEach(other => shade(other, drag, fraction(event))));
      } else {
        choose(row, barAt(row, x), event.clientX, event.clientY);
      }
    });
    canvas.addEventListener("pointerup", event => {
      if (drag && Math.abs(event.clientX - drag.x) > 4) {
        const at = fraction(event);
        look(Math.min(at, drag.at), Math.max(at, drag.at));
      } else if (event.pointerType !== "mouse") {
        choose(row, barAt(row, event.clientX - canvas.getBoundingClientRect().left), event.clientX, event.clientY);
      }
      drag = null;
    });
    canvas.addEventListener("pointercancel", () => { drag = null; redraw(); });
    canvas.addEventListener("pointerleave", () => { if (!drag) choose(row, -1); });
    canvas.addEventListener("dblclick", () => look(0, 1));
    canvas.addEventListener("wheel", event => {
      if (!event.ctrlKey && !event.metaKey) return; // plain scrolling scrolls the page
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.25 : .8, fraction(event));
    }, { passive: false });
    canvas.addEventListener("blur", () => choose(row, -1));
    canvas.addEventListener("keydown", event => onKey(row, event));
  }

  function shade(row, drag, at) {
    if (!drag) return;
    const width = row.canvas.clientWidth, pen = row.canvas.getContext("2d");
    const x = f => (f - view.from) / (view.to - view.from) * width;
    pen.fillStyle = colours.ink;
    pen.globalAlpha = .12;
    pen.fillRect(Math.min(x(at), x(drag.at)), 0, Math.abs(x(at) - x(drag.at)), row.canvas.clientHeight);
    pen.globalAlpha = 1;
  }

  function onKey(row, event) {
    const step = { ArrowRight: FIELDS, ArrowLeft: -FIELDS }[event.key];
    if (step) {
      const last = row.lane.bars.length - FIELDS;
      if (last < 0) return;
      event.preventDefault();
      const i = row.chosen < 0 ? (step > 0 ? 0 : last) : Math.min(last, Math.max(0, row.chosen + step));
      const box = row.canvas.getBoundingClientRect();
      choose(row, i, box.left + Math.max(0, Math.min(box.width, xOf(row.panel, row.lane.bars[i + 2], box.width))), box.bottom - 14);
    } else if (event.key === "+" || event.key === "=") zoom(.5);
    else if (event.key === "-") zoom(2);
    else if (event.key === "0") look(0, 1);
    else if (event.key === "Escape") choose(row, -1);
  }

  function search() {
    const part = find.value.trim().toLowerCase();
    view.hits = part ? new Set(data.items.flatMap((item, i) => item.n.toLowerCase().includes(part) ? [i] : [])) : null;
    found.textContent = part ? view.hits.size.toLocaleString("en") + " " + (view.hits.size === 1 ? words.one : words.many) : "";
    redraw();
  }

  function kill() {
    for (const row of rows) {
      for (let i = 0; i < row.lane.bars.length; i += FIELDS) {
        if (row.lane.bars[i + 4] === KILLED) return { row, from: row.lane.bars[i + 2], to: row.lane.bars[i + 3] };
      }
    }
    return null;
  }

  function goToKill() {
    const hit = kill();
    const span = spanOf(hit.row.panel), width = Math.max(hit.to - hit.from, 100);
    look((hit.from - width) / span, (hit.to + 2 * width) / span);
    hit.row.canvas.scrollIntoView({ block: "center", behavior: "smooth" });
  }

  document.querySelectorAll("canvas[data-lane]").forEach(canvas => {
    const panel = data.panels[canvas.dataset.panel];
    const row = { panel, lane: panel.lanes[canvas.dataset.lane], canvas, chosen: -1 };
    rows.push(row);
    listen(row);
  });
  document.querySelectorAll("canvas.axis").forEach(canvas => axes.push({ panel: data.panels[canvas.dataset.panel], canvas }));
  document.querySelector(".tools").hidden = false;
  find.addEventListener("input", search);
  document.getElementById("closer").addEventListener("click", () => zoom(.5));
  document.getElementById("farther").addEventListener("click", () => zoom(2));
  document.getElementById("whole").addEventListener("click", () => look(0, 1));
  document.querySelectorAll("input[name=scale]").forEach(input => input.addEventListener("change", () => {
    view.same = document.querySelector("input[name=scale]:checked").value === "same";
    look(0, 1);
  }));
  if (data.panels.length > 1 && longest > LOPSIDED * Math.min(...data.panels.map(panel => panel.micros))) {
    view.same = false;
    document.querySelector("input[name=scale][value=own]").checked = true;
  }
  const scale = document.querySelector("input[name=scale]:checked");
  if (scale) view.same = scale.value === "same";
  if (kill()) {
    toKill.hidden = false;
    toKill.addEventListener("click", goToKill);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); redraw(); });
  addEventListener("resize", redraw);
  addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
  readColours();
  redraw();
})();
