import { startRunWith } from './runwire.mjs';

export const startRun = ({ redis: { port } }) => startRunWith({ type: 'redis', redis: { host: '127.0.0.1', port } });
