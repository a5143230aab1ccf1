// Before anything is drawn: the light or dark that was chosen here, if one was.
(() => {
  try {
    const chosen = localStorage.getItem("ploton-mock-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be closed to us; then the system decides.
  }
})();
