import { marketPresets } from '../market/market-presets.js';
import { readPriceFile } from '../market/read-price-file.js';
import type { PriceSeries } from '../market/price-series.js';
import { makeSyntheticMarket } from '../market/synthetic-market.js';
import type { MarketSource } from './market-source.js';

/** The prices that a plan names. Throws `PriceFileError` for a file that cannot be used. */
export function loadMarket(source: MarketSource): PriceSeries {
  if (source.kind === 'file') return readPriceFile(source.path);
  const { preset, seed, bars } = source;
  const name = seed === 1 ? `${preset} market` : `${preset} market (seed ${seed})`;
  return makeSyntheticMarket({ name, character: marketPresets[preset], seed, bars });
}
