import './style/main.css';
import { render } from 'preact';
import { App } from './app/App.tsx';
import './state/theme.ts';

// Buttons with `aria-disabled` do nothing, also when Enter submits their form. With `disabled`, a button would lose the focus as
// soon as it is busy, and a reader without a mouse would begin again at the top of the page.
const ignore = (event: Event) => {
  if (!(event.target instanceof Element) || !event.target.closest('[aria-disabled="true"]')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
};
document.addEventListener('click', ignore, true);

const root = document.getElementById('app');
if (root) render(<App />, root);
