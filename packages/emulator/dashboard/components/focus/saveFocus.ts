/**
 * Moves the focus to the heading of the page if the change of the page that is being made removes the element that has it.
 * Otherwise a reader without a mouse would begin again at the top.
 */
export function saveFocus(): void {
  queueMicrotask(() => {
    if (document.activeElement === document.body) document.querySelector('h1')?.focus();
  });
}
