// Where the sidebar lies over the page, it goes out of the way once somebody chose from it.
const NARROW = "(max-width: 768px)";
const CHOICES = ".st-key-menu a, .st-key-earlier button, .st-key-firsthand_widget_restart button";

export default function () {
  const close = (event) => {
    const at = event.composedPath()[0];
    if (!matchMedia(NARROW).matches || !at.closest || !at.closest(CHOICES)) return;
    const button = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
    // After the click has done its work: what is folded away takes no click.
    if (button) setTimeout(() => button.click());
  };
  // One listener, however often the page is drawn.
  if (document.firsthandMenu) document.removeEventListener("click", document.firsthandMenu);
  document.firsthandMenu = close;
  document.addEventListener("click", close);
}
