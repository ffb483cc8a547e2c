// "/" goes to the question box, from wherever nothing is being written and no box stands open.
export default function () {
  const listen = (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.composedPath()[0];
    if (at.closest && at.closest("input, textarea, select, [contenteditable], [role=dialog]")) return;
    const box = document.querySelector(".st-key-ask_box textarea");
    if (!box || box.disabled) return;
    event.preventDefault();
    box.focus();
  };
  // One listener, however often the page is drawn.
  if (document.firsthandKeys) document.removeEventListener("keydown", document.firsthandKeys);
  document.firsthandKeys = listen;
  document.addEventListener("keydown", listen);
}
