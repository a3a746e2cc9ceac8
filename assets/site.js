// Optional comforts. Everything can be read and reached without them.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function themeChoice() {
  const page = document.documentElement.dataset;
  const buttons = all("[data-theme-choice]");
  const show = () => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", button.dataset.themeChoice === (page.theme ?? ""));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      page.theme = button.dataset.themeChoice;
      try {
        localStorage.setItem("theme", page.theme);
      } catch {
        // Not remembered, but chosen for this page.
      }
      show();
    });
  }
  show();
}

function copyButtons() {
  if (!navigator.clipboard) return;
  for (const code of all("pre.code")) {
    const box = document.createElement("div");
    const button = document.createElement("button");
    box.className = "code-box";
    button.type = "button";
    button.className = "button button-small copy-button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const shown = code.cloneNode(true);
      for (const mark of all(".gp, .ln", shown)) mark.remove();
      await navigator.clipboard.writeText(shown.textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    code.replaceWith(box);
    box.append(button, code);
  }
}

// The style sheet shows the visitor's own system first; here the order of the keyboard follows.
function ownSystemFirst() {
  for (const own of all(`li[data-os="${document.documentElement.dataset.system}"]`)) {
    own.parentElement.prepend(own);
  }
}

function releaseFilter() {
  const field = document.querySelector("#release-filter");
  if (!field) return;
  const groups = all(".release-group");
  const opened = groups.map((group) => group.open);
  const count = document.querySelector("#release-filter-count");
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    groups.forEach((group, index) => {
      let here = 0;
      for (const row of all(".release-row", group)) {
        row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
        here += !row.hidden;
      }
      group.hidden = here === 0;
      group.open = words.length ? true : opened[index];
      found += here;
    });
    const noun = found === 1 ? "release" : "releases";
    count.textContent = words.length ? `${found || "No"} ${noun} found` : "";
  });
}

function contentsFollow() {
  const links = new Map(all(".contents-list a").map((link) => [link.hash.slice(1), link]));
  if (!links.size) return;
  let current;
  const watch = new IntersectionObserver(
    (entries) => {
      const entry = entries.find((each) => each.isIntersecting);
      if (!entry) return;
      current?.removeAttribute("aria-current");
      current = links.get(entry.target.id);
      current.setAttribute("aria-current", "true");
    },
    { rootMargin: "0px 0px -70% 0px" },
  );
  for (const id of links.keys()) {
    const heading = document.getElementById(decodeURIComponent(id));
    if (heading) watch.observe(heading);
  }
}

themeChoice();
copyButtons();
ownSystemFirst();
releaseFilter();
contentsFollow();
