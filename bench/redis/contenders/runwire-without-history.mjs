import { connectWith } from './runwire.mjs';

export const connect = (context) => connectWith(context, { history: false });
