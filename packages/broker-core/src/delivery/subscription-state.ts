import type { CloseReason } from '../subscription.js';
import type { Bookmark } from './cursor.js';

/** Where a subscription is in its life. */
export type State =
  | { readonly kind: 'new' }
  | { readonly kind: 'starting'; /** Topics that spoke up meanwhile, with their epochs. */ readonly early: Map<string, string> }
  | { readonly kind: 'live' }
  | { readonly kind: 'ended'; readonly reason: CloseReason; readonly released: Promise<void>; readonly bookmark: Bookmark };

/** Said of all subscriptions alike, so it is one object. */
export const NEW: State = { kind: 'new' };
export const LIVE: State = { kind: 'live' };
