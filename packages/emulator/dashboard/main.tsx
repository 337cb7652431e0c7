import './style/main.css';
import { render } from 'preact';
import { App } from './app/App.tsx';
import './state/theme.ts';

const root = document.getElementById('app');
if (root) render(<App />, root);
