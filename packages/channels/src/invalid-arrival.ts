/** Something that arrived, or is stored, and is not what the channel's schema says. It was counted and skipped. */
export interface InvalidArrival {
  /** The topic it arrived on, or the key it is stored under. */
  readonly address: string;
  /** What is wrong with it; its message names each wrong field. */
  readonly error: Error;
  /** The data as it arrived. */
  readonly data: unknown;
}
