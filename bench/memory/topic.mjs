/** Where everything is published that does not measure topics. */
export const TOPIC = 'training.experiment.exp_123.metrics';
