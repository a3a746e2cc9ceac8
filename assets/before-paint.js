// What decides colours and order is set before the first paint, so that nothing moves afterwards.
(() => {
  const page = document.documentElement.dataset;
  const systems = {
    windows: /Windows/,
    macos: /Macintosh/,
    source: /Linux(?!.*Android)|X11|BSD/,
  };
  page.script = "";
  page.system = Object.keys(systems).find((name) => systems[name].test(navigator.userAgent)) ?? "";
  try {
    page.theme = localStorage.getItem("theme") ?? "";
  } catch {
    // Storage is closed to us: the system's own colours stay.
  }
})();
