import { connect as connectRunwire } from './runwire.mjs';

/** Runwire without history: at most once, as everybody else here. */
export const connect = (options) => connectRunwire({ ...options, history: false });
