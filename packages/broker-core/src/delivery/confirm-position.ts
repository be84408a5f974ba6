import type { BackendPort } from '../backend-port.js';
import type { Position } from './catch-up.js';

/** Whether the history still holds, or has held, what was seen up to this position: it was not rewound. Rejects as the backend does. */
export async function isConfirmed(port: BackendPort, topic: string, { epoch, offset, id }: Position): Promise<boolean> {
  const page = await port.read(topic, offset, 1);
  if (page?.epoch !== epoch || page.top < offset) return false;
  return id === undefined || page.firstOffset !== offset || page.messages[0]?.id === id;
}
