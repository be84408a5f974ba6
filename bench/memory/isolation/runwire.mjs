import { copyJson } from '@runwire/broker-core/backend';

const MAX_BYTES = 1024 * 1024;

/** Checked, copied and deeply frozen. */
export const isolate = (event) => copyJson(event, MAX_BYTES).value;
