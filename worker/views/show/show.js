// A click on a claim finds its card, and a click on a card its claim; so do Enter, n and p.
// Without this file the anchors do the same, one way at a time.
"use strict";
(() => {
  const root = document.documentElement;
  const text = document.querySelector("article");
  const cards = [...document.querySelectorAll(".card")];
  const badges = [...text.querySelectorAll(".badge[id]")];
  const cardOf = (number) => document.getElementById("c" + number);
  const badgeOf = (number) => document.getElementById("t" + number);
  const narrow = matchMedia("(max-width: 62rem)");
  let chosen = null;

  const bring = (element, block) => element.scrollIntoView({ block, inline: "nearest" });

  const clear = () => {
    document.querySelectorAll(".on, .up").forEach((each) => each.classList.remove("on", "up"));
    cards.forEach((card) => card.removeAttribute("aria-current"));
    chosen = null;
  };

  const mark = (number) => {
    clear();
    chosen = number;
    document.querySelectorAll(`.claim[data-claim="${number}"]`).forEach((part) => part.classList.add("on"));
    cardOf(number).classList.add("on");
    cardOf(number).setAttribute("aria-current", "true");
    history.replaceState(null, "", "#c" + number);
  };

  // On a narrow screen the card comes over the text; the claim must not be under it.
  const raise = (number) => {
    const card = cardOf(number);
    card.classList.add("up");
    const hidden = badgeOf(number)?.getBoundingClientRect().bottom - card.getBoundingClientRect().top;
    if (hidden > -24) scrollBy({ top: hidden + 96, behavior: "instant" });
  };

  const showCard = (number, focus) => {
    mark(number);
    const card = cardOf(number);
    if (narrow.matches) raise(number);
    else bring(card, "nearest");
    if (focus) card.focus({ preventScroll: true });
  };

  const showText = (number, focus) => {
    mark(number);
    const badge = badgeOf(number);
    if (!badge) return;
    bring(badge, "center");
    if (focus) badge.focus({ preventScroll: true });
  };

  const step = (by) => {
    if (!badges.length) return;
    const at = badges.findIndex((badge) => badge.id === "t" + chosen);
    const next = badges[at < 0 ? (by > 0 ? 0 : badges.length - 1) : (at + by + badges.length) % badges.length];
    const number = next.id.slice(1);
    showText(number, true);
    if (narrow.matches) raise(number);
    else bring(cardOf(number), "nearest");
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    // A click that ends a selection of text is none on a claim.
    if (!link && String(getSelection())) return;
    if (link && !/^#[tc]\d+$/.test(link.getAttribute("href"))) return;
    const found = link ?? event.target.closest("[data-claim], [data-speaker]");
    if (!found) return clear();
    event.preventDefault();
    const keyed = event.detail === 0;
    if (link) {
      const number = link.hash.slice(2);
      return link.hash[1] === "c" ? showCard(number, keyed) : showText(number, keyed);
    }
    const number = found.dataset.claim;
    if (found.classList.contains("card")) return showText(number, false);
    if (number) return showCard(number, false);
    bring(document.getElementById("s" + found.dataset.speaker), "start");
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") clear();
    else if (event.key === "n" || event.key === "p") step(event.key === "n" ? 1 : -1);
    else if (event.key === "Enter" && event.target.matches(".card")) showText(event.target.dataset.claim, true);
    else return;
    event.preventDefault();
  });

  root.classList.add("js");
  const linked = /^#[tc](\d+)$/.exec(location.hash);
  if (linked && cardOf(linked[1])) linked[0][1] === "c" ? showCard(linked[1], false) : showText(linked[1], false);
})();
