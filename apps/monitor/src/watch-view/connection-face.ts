import type { BrokerStatus } from '@runwire/broker-core';
import type { FleetFrame } from './fleet-picture.js';

/** How the connection to the broker is told: the view never looks live while it is cut off. */
export function connectionFace(status: BrokerStatus): FleetFrame['connection'] {
  switch (status.kind) {
    case 'idle':
    case 'connecting':
      return { icon: '◌', text: 'connecting', tone: 'muted' };
    case 'ready':
      return { icon: '●', text: 'live', tone: 'ok' };
    case 'reconnecting':
      return { icon: '◌', text: `reconnecting, try ${String(status.attempt)}`, tone: 'warn' };
    case 'degraded':
      return { icon: '!', text: 'degraded', tone: 'warn' };
    case 'closed':
      return { icon: '✗', text: 'closed', tone: 'error' };
  }
}
