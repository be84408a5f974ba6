import { isLiteral } from '@runwire/broker-core/backend';
import type { Layout } from '../layout.js';

/** An attached pattern, and the channel or glob that brings its messages. */
export interface PatternSource {
  readonly pattern: string;
  /** By which the server names it with every message. */
  readonly source: string;
}

/** The narrowest source of a pattern. */
export const narrowSource = (pattern: string, layout: Layout): string => (isLiteral(pattern) ? layout.channel(pattern) : layout.glob(pattern));

/** The source of everything: it serves patterns that are too many, or that an ACL does not name literally. */
export const broadSource = (layout: Layout): string => layout.glob('*');
