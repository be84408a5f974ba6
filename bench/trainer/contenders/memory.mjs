import { startRunWith } from './runwire.mjs';

export const startRun = () => startRunWith({ type: 'memory' });
