import { TrainingPublisher } from './training-publisher.js';

/**
 * Everything about training experiments, for trainers, dashboards and command lines. With a namespace it writes and
 * reads there; without one it reads across all namespaces and writes to `training`.
 */
export class TrainingChannel extends TrainingPublisher {}
