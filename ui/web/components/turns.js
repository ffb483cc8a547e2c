// Draws items of `ui.web.scene`. Every text goes in as a text node: nothing that people wrote is
// ever parsed as HTML. The only address is `link`, checked in Python and once more here.

const LOOKS = { s: "strong", e: "em", c: "code", m: "mark" };

function node(name, looks, ...children) {
  const made = document.createElement(name);
  if (looks) made.className = looks;
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function span([text, looks]) {
  let made = document.createTextNode(text);
  for (const look of looks) {
    made = look === "f" ? node("span", "faint", made) : node(LOOKS[look], "", made);
  }
  return made;
}

const cell = (spans) => spans.map(span);

function table(block) {
  const rows = block.rows.map((row, i) => {
    const name = i < block.level ? "th" : "td";
    const cells = row.map((spans) => {
      const made = node(name, "", ...cell(spans));
      made.dir = "auto";
      if (name === "th") made.scope = "col";
      return made;
    });
    return node("tr", "", ...cells);
  });
  const head = block.level ? node("thead", "", ...rows.slice(0, block.level)) : null;
  const body = node("tbody", "", ...rows.slice(block.level));
  return scroller(node("table", "", head, body));
}

// What is wider than the page scrolls by itself, also by keyboard.
function scroller(inside) {
  const made = node("div", "scroller", inside);
  made.tabIndex = 0;
  made.setAttribute("role", "group");
  return made;
}

function draw(block) {
  const inside = block.rows[0] ? block.rows[0][0] : [];
  if (block.kind === "table") return table(block);
  if (block.kind === "code") return scroller(node("pre", "", node("code", "", ...cell(inside))));
  if (block.kind === "li") {
    const bullet = /\d/.test(block.label) ? block.label : "•";
    const made = node("p", "item", node("span", "bullet", bullet), node("span", "", ...cell(inside)));
    made.style.setProperty("--level", block.level);
    made.dir = "auto";
    return made;
  }
  const names = { h: ["p", "heading"], q: ["blockquote", ""], p: ["p", ""] };
  const made = node(...(names[block.kind] || names.p), ...cell(inside));
  made.dir = "auto";
  return made;
}

function avatar(person) {
  const made = node("span", person.initials ? "avatar" : "avatar nobody", person.initials || "·");
  made.setAttribute("aria-hidden", "true");
  if (person.hue !== null && person.hue !== undefined) made.style.setProperty("--hue", person.hue);
  return made;
}

function chip(item, open) {
  const number = item.number ? node("span", "number", item.number) : null;
  const title = node("bdi", "title", item.title);
  const source = item.source ? node("bdi", "source", item.source) : null;
  const spoken = item.spoken ? node("span", "unseen", item.spoken) : null;
  const made = node("button", "chip", spoken, number, node("span", "where", title, source));
  made.type = "button";
  made.disabled = !item.open;
  made.addEventListener("click", () => open(item.open));
  return made;
}

function when(item) {
  const made = item.cited ? null : out(item, item.when);
  if (made) made.setAttribute("aria-label", `${item.link_text}, ${item.when}`);
  return node("span", "when", made || item.when);
}

function out(item, text = item.link_text) {
  if (!text || !item.link || !/^https?:\/\//i.test(item.link)) return null;
  const made = node("a", "out", text);
  made.href = item.link;
  made.target = "_blank";
  made.rel = "noopener noreferrer nofollow";
  made.title = item.link;
  return made;
}

const DRAWN = {
  asked(item) {
    const within = item.within ? node("p", "within", item.within) : null;
    const made = node("div", "asked", node("div", "bubble", ...item.blocks.map(draw)), within);
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", item.label);
    return made;
  },
  note(item) {
    const made = node("p", `note ${item.tone}`, item.text);
    if (item.tone === "headline") {
      made.setAttribute("role", "heading");
      made.setAttribute("aria-level", "2");
    }
    return made;
  },
  title(item) {
    const made = node("p", "title-line", node("bdi", "", item.text));
    made.setAttribute("role", "heading");
    made.setAttribute("aria-level", "2");
    return node("div", "", made, node("p", "small", item.more));
  },
  turn(item, open) {
    const chips = item.chips.map((each) => chip(each, open));
    const badge = item.badge ? node("span", "badge", item.badge) : null;
    const head = item.pending
      ? node("header", "", node("span", "bone", ""))
      : node("header", "", node("bdi", "name", item.name), when(item), badge);
    const foot = chips.length || item.cited ? node("footer", "", ...chips, item.cited ? out(item) : null) : null;
    const words = node("div", "words", ...item.blocks.map(draw));
    const face = item.pending ? node("span", "avatar nobody", "") : avatar(item);
    const made = node("article", item.cited ? "turn cited" : "turn", face,
      node("div", "said", head, words, foot));
    made.setAttribute("aria-label", [item.name, item.when].filter(Boolean).join(", "));
    return made;
  },
  threads(item, open) {
    const heading = node("p", "small", item.heading);
    return node("section", "threads", heading, ...item.chips.map((each) => chip(each, open)));
  },
  people(item) {
    const people = item.people.map((person) =>
      node("p", "person", avatar(person), node("span", "about",
        node("bdi", "name", person.name), node("span", "when", person.when))));
    return node("section", "people", node("p", "small", item.heading), ...people);
  },
};

// A reader begins at the question, not at the end of its answer.
function bringIntoView(root, what) {
  const block = what === "asked" ? "start" : "nearest";
  requestAnimationFrame(() => root.querySelector(`.${what}`)?.scrollIntoView({ block }));
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("#turns");
  const fresh = JSON.stringify(data);
  if (!root || root.drawn === fresh) return;
  const open = (what) => setTriggerValue("open", what);
  const [items, show] = data;
  root.replaceChildren(...items.map((item) => DRAWN[item.kind](item, open)));
  root.drawn = fresh;
  if (show) bringIntoView(root, show);
}
