// What is wrong with the page as it stands, one line a finding. `own` is what the frame of every
// page must be. Texts of strangers stand in `.prose`; all else of a stranger is plain text.
(own) => {
  const found = [];
  const shown = (node) => node.outerHTML.slice(0, 120);
  const check = (good, what) => good || found.push(what);
  const trim = (text) => text.replace(/\s+/g, " ").trim();

  // The frame is whole: nothing was swallowed, nothing has moved in.
  const children = [...document.body.children].map((node) => node.tagName + "." + node.className);
  check(children.join() === own.children, `the body holds ${children}`);
  check(document.querySelectorAll("main, footer.site-footer, h1").length === 3, "frame twice");
  for (const part of ["header.site-header", "footer.site-footer"]) {
    const text = trim(document.querySelector(part)?.textContent ?? "");
    check(text === own[part], `${part} says ${text.slice(0, 200)}`);
  }
  check(document.documentElement.lang === "en" && !document.documentElement.dir, "language");
  check(document.querySelector("h1").children.length === 0, "an element in the title");
  check(document.title.endsWith(" | Test") || document.title === "Test", document.title);

  // Our own script ran to its end, and what it reads is the browser's.
  check(document.documentElement.dataset.script === "", "the first script did not run");
  check(document.querySelector("[data-theme-choice][aria-pressed]"), "the script did not run");
  check(document.getElementById("site-main") === document.querySelector("body > main"), "main id");
  for (const name of ["location", "navigator", "localStorage", "document", "alert"]) {
    check(!(window[name] instanceof Node) || name === "document", `window.${name}`);
  }
  for (const name of ["body", "documentElement", "defaultView", "title", "forms", "children"]) {
    const value = document[name];
    check(!(value instanceof Element) || ["BODY", "HTML"].includes(value.tagName), name);
  }
  check(document.forms.length === 0, "a form");
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  check(new Set(ids).size === ids.length, "an id twice");

  // Nothing that runs, frames, asks or loads, anywhere.
  const scripts = [...document.scripts].map((node) => new URL(node.src || "x:").pathname);
  check(scripts.every((path) => /^\/assets\/(before-paint|site)\.\w+\.js$/.test(path)), "a script");
  const alien = "iframe,object,embed,applet,portal,form,input,select,textarea,base,style,template,math";
  for (const node of document.querySelectorAll(alien)) found.push(shown(node));
  for (const node of document.querySelectorAll("*")) {
    for (const { name } of node.attributes) {
      check(!/^(on|style$|srcdoc|srcset|ping|formaction|xlink|background)/i.test(name), shown(node));
    }
  }
  for (const link of document.querySelectorAll("a, area")) {
    if (!link.hasAttribute("href")) continue;
    const isOurs = link.origin === location.origin && !link.closest(".prose > :not(h2)");
    const isMail = link.protocol === "mailto:" && !link.closest(".prose");
    check(/^(https?|mailto):$/.test(link.protocol), shown(link));
    check(isOurs || isMail || link.rel === "nofollow ugc noopener", shown(link));
    check(!link.target && !link.download, shown(link));
  }

  // Whether what sticks out of a box around the node, within the field, is scrolled to or cut off.
  const isClipped = (node, box) => {
    for (let around = node.parentElement; around !== box; around = around.parentElement) {
      if (getComputedStyle(around).overflowX !== "visible") return true;
    }
    return false;
  };

  // Texts stay in their boxes and in their order.
  check(!/[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]/.test(document.body.textContent), "unseen");
  const width = document.documentElement.clientWidth;
  check(document.documentElement.scrollWidth <= width, "the page scrolls sideways");
  for (const box of document.querySelectorAll(".prose")) {
    const outer = box.getBoundingClientRect();
    for (const node of box.querySelectorAll("*")) {
      const style = getComputedStyle(node);
      if (node.closest("h2") || node.closest(".copy-button")) continue;
      check(["static", "relative"].includes(style.position), `${style.position} ${shown(node)}`);
      check(style.visibility === "visible", shown(node));
      if (isClipped(node, box)) continue;
      const { left, right, top, bottom } = node.getBoundingClientRect();
      const inside =
        left >= outer.left - 1 && right <= outer.right + 1 &&
        top >= outer.top - 1 && bottom <= outer.bottom + 1;
      const place = [left, right, top, bottom].map(Math.round);
      const page = [outer.left, outer.right, outer.top, outer.bottom].map(Math.round);
      check(inside || left === right || top === bottom, `[${place}] outside [${page}]: ${shown(node)}`);
    }
  }
  return [...new Set(found)];
}
