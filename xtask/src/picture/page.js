// Draws the lanes beside the tables, and steps through them. Without it the tables say the same.
"use strict";
{
  const { view, words } = JSON.parse(document.getElementById("data").textContent);
  // Many lanes stand closer together, so that what is said beside them has room.
  const LANE = Math.max(...view.scenes.map((scene) => scene.threads.length)) > 6 ? 28 : 46;
  const LEFT = 20;
  const sections = [...document.querySelectorAll(".schedule")];
  const at = view.scenes.map(() => 0);
  let shown = 0;

  const colour = (thread) => `--c: var(--t${thread % 6})`;
  const letter = (thread) => String.fromCharCode(65 + (thread % 26));
  const x = (thread) => LEFT + thread * LANE;

  function element(name, attributes, text) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function shape(name, attributes, text) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function badge(thread) {
    const made = element("span", { class: "badge", style: colour(thread), "aria-hidden": "true" });
    made.textContent = letter(thread);
    return made;
  }

  // What a sentence has between backticks is code, as in the table.
  function prose(text) {
    const parts = text.split("`");
    if (parts.length % 2 === 0) return [text];
    return parts.map((part, number) => (number % 2 ? element("code", {}, part) : part));
  }

  const rowsOf = (index) => [...sections[index].querySelectorAll(".row")];

  function prepare(index) {
    const scene = view.scenes[index];
    const width = 2 * LEFT + (scene.threads.length - 1) * LANE;
    for (const cell of sections[index].querySelectorAll(".lanes")) {
      cell.style.minWidth = `${width}px`;
      cell.style.width = `${width}px`;
    }
    rowsOf(index).forEach((row, number) => {
      row.querySelector("th").prepend(badge(scene.rows[number].thread));
      row.addEventListener("click", () => go(number));
      if (number === view.differs) {
        row.classList.add("differs");
        row.title = words.differs;
      }
    });
    const svg = shape("svg", { class: "picture", "aria-hidden": "true" });
    sections[index].querySelector(".scroll").append(svg);
  }

  // Everything is drawn where the browser has put the rows.
  function draw(index) {
    const scene = view.scenes[index];
    const scroll = sections[index].querySelector(".scroll");
    const svg = scroll.querySelector("svg.picture");
    const frame = scroll.getBoundingClientRect();
    const head = scroll.querySelector("thead .lanes").getBoundingClientRect();
    const rows = rowsOf(index).map((row) => row.getBoundingClientRect());
    const y = rows.map((row) => row.top - frame.top + 15);
    const top = head.bottom - frame.top - 12;
    const last = rows.length ? rows[rows.length - 1].bottom - frame.top : top;
    svg.setAttribute("width", head.width);
    svg.setAttribute("height", last + 14);
    svg.style.left = `${head.left - frame.left + scroll.scrollLeft}px`;
    svg.style.top = "0";
    svg.replaceChildren();
    for (const hold of scene.holds) {
      const from = y[hold.from];
      const to = hold.to === null ? last : y[hold.to];
      const band = { x: x(hold.thread) - 8, y: from, width: 16, height: Math.max(to - from, 4) };
      svg.append(shape("rect", { class: "hold", style: colour(hold.thread), rx: 4, ...band }));
    }
    scene.threads.forEach((thread, number) => {
      svg.append(...lane(scene, thread, number, y, top, last));
    });
    for (const arrow of scene.arrows) svg.append(...curve(scene, arrow, y, at[index]));
    scene.rows.forEach((row, number) => {
      const dot = shape("g", { class: "dot", style: colour(row.thread) });
      dot.append(shape("circle", { cx: x(row.thread), cy: y[number], r: 8.5 }));
      dot.append(shape("text", { x: x(row.thread), y: y[number] + 4 }, letter(row.thread)));
      svg.append(dot);
    });
  }

  function lane(scene, thread, number, y, top, last) {
    const drawn = [];
    let from = top;
    let state = number === 0 ? "running" : "absent";
    const line = (to) => {
      if (state === "absent" || to <= from) return;
      const d = `M${x(number)} ${from}V${to}`;
      drawn.push(shape("path", { class: `lane ${state}`, style: colour(number), d }));
    };
    scene.rows.forEach((row, index) => {
      if (row.states[number] === state) return;
      line(y[index]);
      from = y[index];
      state = row.states[number];
    });
    line(last);
    const head = shape("g", { class: "head", style: colour(number) });
    head.append(shape("circle", { cx: x(number), cy: top, r: 9.5 }));
    head.append(shape("text", { x: x(number), y: top + 4 }, letter(number)));
    drawn.push(head);
    if (thread.end) {
      const [h, v] = [x(number), last + 6];
      const d = `M${h - 5} ${v - 5}l10 10m0 -10l-10 10`;
      drawn.push(shape("path", { class: "stuck", d }));
    }
    return drawn;
  }

  function curve(scene, arrow, y, here) {
    const [a, b] = [scene.rows[arrow.from].thread, scene.rows[arrow.to].thread];
    const side = Math.sign(x(b) - x(a));
    const [x1, y1] = [x(a) + side * 9, y[arrow.from]];
    const [x2, y2] = [x(b) - side * 11, y[arrow.to]];
    const bend = side * Math.max(12, Math.abs(x2 - x1) * 0.6);
    const near = arrow.from === here || arrow.to === here ? " near" : "";
    const d = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
    const tip = `${x2} ${y2 - 4} ${x2 + side * 6} ${y2} ${x2} ${y2 + 4}`;
    const path = shape("path", { class: `arrow ${arrow.kind}${near}`, d });
    path.append(shape("title", {}, words[arrow.kind]));
    return [path, shape("polygon", { class: `tip${near}`, points: tip })];
  }

  function go(row) {
    set(row);
    const here = rowsOf(shown)[at[shown]];
    if (here) here.scrollIntoView({ block: "nearest" });
  }

  function set(row) {
    const scene = view.scenes[shown];
    at[shown] = Math.max(0, Math.min(row, scene.rows.length - 1));
    rowsOf(shown).forEach((one, number) => {
      const here = number === at[shown];
      one.classList.toggle("here", here);
      if (here) one.setAttribute("aria-current", "step");
      else one.removeAttribute("aria-current");
    });
    draw(shown);
    tell(scene, at[shown]);
    point(scene, at[shown]);
  }

  // Marks the moment of the step in the bars of a real run.
  function point(scene, number) {
    if (!scene.rows[number]) return;
    for (const now of sections[shown].querySelectorAll(".overview .now")) {
      for (const end of ["x1", "x2"]) now.setAttribute(end, scene.rows[number].at * 1000);
    }
  }

  // Says beside the table what happens in the step, where, and how everybody stands after it.
  function tell(scene, number) {
    const row = scene.rows[number];
    const step = document.getElementById("step");
    step.replaceChildren();
    if (!row) return;
    const place = row.place ? ` · ${row.place}` : "";
    const count = `${words.step} ${number + 1} ${words.of} ${scene.rows.length}${place}`;
    step.append(element("div", { class: "count" }, count));
    const event = element("div");
    event.append(badge(row.thread), element("b", {}, scene.threads[row.thread].name), " ", ...prose(row.text));
    step.append(event);
    if (number === view.differs) {
      step.append(element("div", { class: "differs-note" }, words.differs));
    }
    const code = document.getElementById("code");
    code.replaceChildren();
    code.hidden = scene.outcome === "recorded";
    const lines = view.sources[row.file] ?? { [row.line]: row.code };
    const around = row.line ? [-3, -2, -1, 0, 1, 2, 3].map((by) => row.line + by) : [];
    const near = around.filter((line) => lines[line] !== undefined);
    // By what all of them are indented, none is: there is little room.
    const indents = near.filter((line) => lines[line].trim()).map((line) => lines[line].search(/\S/));
    const indent = Math.min(...indents);
    for (const line of near) {
      const mark = line === row.line ? "▸" : " ";
      const text = `${mark}${String(line).padStart(4)}  ${lines[line].slice(indent)}`;
      code.append(element("span", line === row.line ? { class: "here" } : {}, text));
    }
    const body = document.querySelector("#threads tbody");
    body.replaceChildren();
    scene.threads.forEach((thread, index) => {
      const line = element("tr");
      const name = element("th", { scope: "row" }, thread.name);
      name.prepend(badge(index));
      const held = scene.holds
        .filter((hold) => hold.thread === index && hold.from <= number)
        .filter((hold) => hold.to === null || number < hold.to)
        .map((hold) => `${words.holds} (${hold.lock})`);
      const state = words[row.states[index]] ?? "–";
      line.append(name, element("td", {}, [state, ...held].join(", ")));
      body.append(line);
    });
    document.getElementById("previous").disabled = number === 0;
    document.getElementById("next").disabled = number === scene.rows.length - 1;
  }

  function show(index) {
    shown = index;
    sections.forEach((section, number) => { section.hidden = number !== index; });
    document.querySelectorAll("#tabs button").forEach((tab, number) => {
      tab.setAttribute("aria-pressed", String(number === index));
    });
    set(at[index]);
  }

  const keys = {
    ArrowDown: () => go(at[shown] + 1),
    j: () => go(at[shown] + 1),
    ArrowUp: () => go(at[shown] - 1),
    k: () => go(at[shown] - 1),
    Home: () => go(0),
    End: () => go(Infinity),
    c: () => {
      show((shown + 1) % sections.length);
      go(at[shown]);
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.getElementById("previous").addEventListener("click", keys.ArrowUp);
  document.getElementById("next").addEventListener("click", keys.ArrowDown);

  const tabs = document.getElementById("tabs");
  view.scenes.forEach((scene, index) => {
    const mark = { failed: "✗", passed: "✓", recorded: "●" }[scene.outcome];
    const text = `${mark} ${words[scene.outcome]}`;
    const tab = element("button", { type: "button" }, text);
    tab.addEventListener("click", () => show(index));
    tabs.append(tab);
  });
  tabs.hidden = sections.length < 2;
  document.body.classList.add("stepping");
  document.getElementById("panel").hidden = false;
  sections.forEach((_, index) => prepare(index));
  show(0);
  new ResizeObserver(() => draw(shown)).observe(document.getElementById("schedules"));
}
