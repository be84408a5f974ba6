import { marketPresets, type MarketPreset } from '../market/market-presets.js';
import { integer, oneOf, text, withDefault, type Reader } from '../plain-data/reader.js';
import { isRecord, object } from '../plain-data/structures.js';

const presetNames = Object.keys(marketPresets) as MarketPreset[];

/** Prices that are made. */
export interface SyntheticMarketSource {
  readonly kind: 'synthetic';
  /** Default `default`. */
  readonly preset: MarketPreset;
  /** Same seed, same prices. Default 1. */
  readonly seed: number;
  /** Number of prices, 1 000–250 000. Default 32 768: about five years of hours. */
  readonly bars: number;
}

/** Prices that are read. */
export interface FileMarketSource {
  readonly kind: 'file';
  readonly path: string;
}

/** Where prices come from. */
export type MarketSource = SyntheticMarketSource | FileMarketSource;

const readSynthetic: Reader<SyntheticMarketSource> = object({
  kind: oneOf(['synthetic']),
  preset: withDefault(oneOf(presetNames), 'default'),
  seed: withDefault(integer(), 1),
  bars: withDefault(integer(1_000, 250_000), 32_768),
});

const readFileSource: Reader<FileMarketSource> = object({ kind: oneOf(['file']), path: text });

/** Checks a source and fills in the defaults. */
export const readMarketSource: Reader<MarketSource> = (value) => (isRecord(value) && value['kind'] === 'file' ? readFileSource(value) : readSynthetic(value));
