/** Slots of a Cluster. */
export const SLOTS = 16_384;
const POLYNOMIAL = 0x1021;

/** The slot of a key: CRC16 (XMODEM) of its hash tag (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/). */
export function hashSlot(key: string): number {
  const open = key.indexOf('{');
  const end = open === -1 ? -1 : key.indexOf('}', open + 1);
  return crc16(end > open + 1 ? key.slice(open + 1, end) : key) % SLOTS;
}

function crc16(text: string): number {
  let crc = 0;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
    crc &= 0xffff;
  }
  return crc;
}
