import type { AsOf, Frame, RunDetail, Snapshot } from '../../src/dashboard/protocol.js';

/** The one place where what the server sends becomes typed: page and server are built and served together. */
export const decodeAsOf = (text: string): AsOf => JSON.parse(text) as AsOf;
export const decodeFrame = (text: string): Frame => JSON.parse(text) as Frame;
export const decodeSnapshot = (text: string): Snapshot => JSON.parse(text) as Snapshot;
export const decodeDetail = (text: string): RunDetail => JSON.parse(text) as RunDetail;
