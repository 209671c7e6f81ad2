// Shows the claims of a number: its link says which (data-show), a claim what it is (data-c).
// The address tells what is shown, so that it can be sent and gone back from.
"use strict";
(() => {
  const found = document.getElementById("found");
  const title = document.getElementById("found-title");
  const count = found.querySelector(".count");
  const list = found.querySelector("ul");
  const more = found.querySelector(".more");
  const PREFIX = "#show?";
  const STEP = 50;
  const NUMBER = /: ([\d,]+)$/;
  let claims = null;
  let waiting = [];

  const read = (row) => {
    const [voice, stance, day, outlet, about, same] = row.dataset.c.split("|");
    return { row, voice, stance, day, outlet, about: about.split(","), same };
  };
  const all = () => (claims ??= Array.from(document.querySelectorAll("#claims li[data-c]"), read));
  const fits = (claim, key, value) => {
    if (key === "day") return claim.day.startsWith(value);
    if (key === "beyond") return !value.split(",").includes(claim.outlet);
    if (key === "about") return claim.about.includes(value);
    return claim[key] === value;
  };

  const add = () => {
    for (const { row } of waiting.splice(0, STEP)) {
      const copy = row.cloneNode(true);
      copy.removeAttribute("id");
      const who = document.createElement("strong");
      who.append(row.closest(".voice").querySelector(".who").cloneNode(true));
      copy.prepend(who);
      list.append(copy);
    }
    more.hidden = waiting.length === 0;
  };

  const show = (query) => {
    const wanted = Array.from(new URLSearchParams(query));
    const links = Array.from(document.querySelectorAll(`[data-show="${CSS.escape(query)}"]`));
    const labels = links.map((link) => link.getAttribute("aria-label"));
    const label = labels.find((each) => NUMBER.test(each)) ?? labels[0] ?? "";
    const number = Number(NUMBER.exec(label)?.[1].replaceAll(",", "") ?? 0);
    waiting = all().filter((claim) => wanted.every(([key, value]) => fits(claim, key, value)));
    const missing = number - waiting.length;
    title.textContent = label.replace(NUMBER, "");
    title.dir = "auto";
    count.textContent = found.dataset.found.replace("{count}", waiting.length.toLocaleString("en"));
    if (missing > 0) {
      count.textContent += ` ${found.dataset.missing.replace("{count}", missing.toLocaleString("en"))}`;
    }
    list.replaceChildren();
    add();
    if (!found.open) found.showModal();
    found.scrollTop = 0;
  };

  const follow = () => {
    const hash = decodeURI(location.hash);
    if (hash.startsWith(PREFIX)) {
      show(hash.slice(PREFIX.length));
      return;
    }
    if (found.open) found.close();
    const target = hash && document.getElementById(hash.slice(1));
    const group = target && target.closest("details");
    if (group) {
      group.open = true;
      target.scrollIntoView();
    }
  };

  // A chart is one stop of the tab key; arrows go from bar to bar.
  const onwards = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const backwards = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
  for (const chart of document.querySelectorAll(".chart")) {
    const bars = Array.from(chart.querySelectorAll("a"));
    bars.forEach((bar, place) => bar.setAttribute("tabindex", place ? -1 : 0));
    chart.addEventListener("keydown", (event) => {
      const place = bars.indexOf(event.target.closest("a"));
      const next = {
        ArrowDown: place + 1, [onwards]: place + 1, ArrowUp: place - 1, [backwards]: place - 1,
        Home: 0, End: bars.length - 1,
      }[event.key];
      if (next === undefined || !bars[next]) return;
      event.preventDefault();
      bars[place].setAttribute("tabindex", -1);
      bars[next].setAttribute("tabindex", 0);
      bars[next].focus();
    });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-show]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", PREFIX + link.dataset.show);
    follow();
  });
  found.addEventListener("close", () => {
    if (location.hash.startsWith(PREFIX)) {
      history.replaceState(null, "", location.pathname + location.search);
    }
  });
  found.querySelector(".close").addEventListener("click", () => found.close());
  found.addEventListener("click", (event) => {
    if (event.target === found) found.close();
  });
  more.addEventListener("click", add);
  addEventListener("hashchange", follow);
  follow();
})();
