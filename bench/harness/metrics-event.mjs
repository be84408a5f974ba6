/** A metrics event as a trainer publishes it: 250 bytes of JSON, 1 level deep, a fresh object each time. */
export const metricsEvent = (step) => ({
  type: 'metrics',
  version: 1,
  experimentId: 'exp_123',
  timestamp: 1_767_225_600_123 + step,
  step,
  metrics: {
    episodeReward: 12.482_716_05,
    policyLoss: -0.018_372_615,
    valueLoss: 0.429_917_302,
    entropy: 1.386_294_361,
    approximateKl: 0.008_241_977,
    learningRate: 0.0003,
  },
});
