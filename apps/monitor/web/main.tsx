import 'uplot/dist/uPlot.min.css';
import './style.css';
import { render } from 'preact';
import { listenToKeys } from './keyboard.js';
import { dashboard } from './state/app-state.js';
import { App } from './views/app.js';

const root = document.querySelector('#app');
if (root !== null) render(<App />, root);
listenToKeys();
// For the browser's console, and for tests: what the page knows.
Object.assign(window, { runwire: dashboard });
