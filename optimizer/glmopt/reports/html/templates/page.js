"use strict";
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const curve = JSON.parse(document.getElementById("curve-data").textContent);
  const SVG = "http://www.w3.org/2000/svg";

  // Language: the radio buttons alone switch the page; the document's own language and title follow.
  for (const choice of all(".choice")) {
    choice.addEventListener("change", () => {
      document.documentElement.lang = choice.dataset.tag;
      document.title = choice.dataset.title;
    });
  }

  // On paper everything is open; what was closed is closed again afterwards.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    for (const one of opened) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });

  if (!curve.steps) return;

  /** The step whose targets hold `t`: steps are in rising order without gaps. */
  const stepOf = (t) => {
    let low = 0;
    let high = curve.steps.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (curve.steps[middle].h < t) low = middle + 1;
      else high = middle;
    }
    return curve.steps[low];
  };

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const bar = (share) => {
    const drawn = document.createElementNS(SVG, "svg");
    drawn.setAttribute("class", "bar");
    drawn.setAttribute("viewBox", "0 0 100 4");
    drawn.setAttribute("preserveAspectRatio", "none");
    drawn.setAttribute("aria-hidden", "true");
    for (const [name, width] of [["track", 100], ["fill", share]]) {
      const box = document.createElementNS(SVG, "rect");
      box.setAttribute("class", name);
      box.setAttribute("width", width);
      box.setAttribute("height", 4);
      drawn.append(box);
    }
    return drawn;
  };

  const tell = (main, t) => {
    const lang = main.dataset.lang;
    const words = curve.words[lang];
    const step = stepOf(t);
    const put = (key, text) => { main.querySelector(`[data-of="${key}"]`).textContent = text; };
    const range = main.querySelector("input[type=range]");
    const cost = step.c === undefined ? words.none : step.c;
    put("c", cost);
    put("b", step.b === undefined ? "" : (step.o ? words.over : words.left).replace("{x}", step.b));
    if (main.querySelector('[data-of="d"]')) {
      put("d", step.d || "–");
      put("same", step.d === "0" ? words.same : "");
    }
    put("n", step.n || "–");
    put("s", step.s || "–");
    put("range", (step.l === step.h ? words.one : words.range).replace("{l}", step.l).replace("{h}", step.h));
    main.querySelector('[data-of="b"]').classList.toggle("over", step.o === 1);
    range.setAttribute("aria-valuetext", words.spoken.replace("{t}", t).replace("{c}", cost));
    const list = main.querySelector(".made-of");
    list.replaceChildren(...(step.p || []).map(([card, count, money, share]) => {
      const row = element("li");
      const name = curve.cards[lang][card];
      row.append(element("span", "what", count ? `${count} × ${name}` : name));
      row.append(element("span", "cost", money));
      row.append(element("span", "share", `${share.toFixed(1)} %`));
      row.append(bar(share));
      return row;
    }));
  };

  /** Move the mark of every picture of the curve to target `t`. */
  const mark = (t) => {
    const value = stepOf(t).v || 0;
    for (const drawn of all(".curve svg[data-x0]")) {
      const d = Object.fromEntries(Object.entries(drawn.dataset).map(([k, v]) => [k, Number(v)]));
      const x = d.x0 + (d.x1 - d.x0) * (t - d.t0) / (d.t1 - d.t0 || 1);
      const y = d.y0 + (d.y1 - d.y0) * value / (d.v1 || 1);
      const cursor = drawn.querySelector(".cursor");
      cursor.querySelector("circle").setAttribute("cx", x.toFixed(1));
      cursor.querySelector("circle").setAttribute("cy", y.toFixed(1));
      const line = cursor.querySelector("path");
      line.setAttribute("d", line.getAttribute("d").replace(/^M[^ ]+/, `M${x.toFixed(1)}`));
    }
  };

  const mains = all("main").filter((main) => main.querySelector(".slider"));
  const aim = (t, source) => {
    for (const main of mains) {
      for (const input of all(".slider input", main)) {
        if (input !== source) input.value = t;
      }
      tell(main, t);
    }
    mark(t);
  };
  for (const main of mains) {
    main.querySelector(".slider").hidden = false;
    for (const input of all(".slider input", main)) {
      input.addEventListener("input", () => {
        const t = Math.round(Number(input.value));
        if (t >= Number(input.min) && t <= Number(input.max)) aim(t, input);
      });
      // A number that is none goes back to the target that is shown.
      input.addEventListener("change", () => { input.value = main.querySelector("input[type=range]").value; });
    }
  }
  if (mains.length) aim(Number(mains[0].querySelector("input[type=range]").value), null);
})();
