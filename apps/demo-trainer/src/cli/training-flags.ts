import { InvalidArgumentError, Option } from 'commander';
import { camelCase, kebabCase } from '../run/kebab-case.js';
import { checkSettings, isNumericSetting, type NumericSetting, type TrainingSettings } from '../run/training-settings.js';

type Sweep = NonNullable<TrainingSettings['sweep']>;

const numberFlags: readonly (readonly [setting: NumericSetting, help: string])[] = [
  ['steps', 'environment steps of each experiment (default: 50000)'],
  ['seed', 'seed of the first experiment; the next ones count up (default: 1)'],
  ['learningRate', "Adam's step size (default: 0.0003)"],
  ['hidden', 'width of the hidden layers (default: 32)'],
  ['rolloutSteps', 'environment steps between two updates (default: 512)'],
  ['minibatch', 'samples per gradient step (default: 64)'],
  ['epochs', 'passes over each rollout (default: 10)'],
  ['gamma', 'discount per bar (default: 0.95)'],
  ['lambda', 'of generalised advantage estimation (default: 0.95)'],
  ['clip', 'how far the policy may move in an update (default: 0.2)'],
  ['entropyWeight', 'weight of the entropy bonus (default: 0)'],
  ['episodeBars', 'bars per episode (default: 256)'],
  ['costPips', 'cost of changing the position by one unit (default: 0.5)'],
  ['heldOutShare', 'share of the bars kept for judging (default: 0.25)'],
];

/** The flags that say what is trained, for any commander command; {@link settingsFromFlags} reads them. */
export function trainingFlags(): readonly Option[] {
  return [
    new Option('--experiments <count>', 'experiments at once, per combination of the sweep (default: 1)').argParser(parseNumber),
    new Option('--sweep <setting=values>', 'try each value, as learning-rate=1e-4,1e-3; may be repeated').argParser(parseSweep),
    new Option('--market <preset>', 'synthetic prices: default, easy, or control (nothing to learn)').choices(['default', 'easy', 'control']),
    new Option('--market-seed <number>', 'other prices of the same kind (default: 1)').argParser(parseNumber),
    new Option('--market-bars <number>', 'how many prices (default: 32768)').argParser(parseNumber),
    new Option('--data <file.csv>', 'real prices: a header with close or rate, and optionally date'),
    new Option('--nan-at <step>', 'ruin the first experiment from this step on: it truly diverges').argParser(parseNumber),
    new Option('--id <name>', "what the experiments' ids begin with (default: a random one)"),
    ...numberFlags.map(([setting, help]) => new Option(`--${kebabCase(setting)} <number>`, help).argParser(parseNumber)),
  ];
}

/** The settings among the values of a command, `command.opts()`. Throws `PlanError` for one that is wrong. */
export function settingsFromFlags(values: Readonly<Record<string, unknown>>): TrainingSettings {
  const names = trainingFlags().map((flag) => flag.attributeName());
  return checkSettings(Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name))));
}

function parseNumber(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Give a number.');
}

function parseSweep(text: string, previous: Sweep = {}): Sweep {
  const [name = '', values] = text.split('=');
  const setting = camelCase(name.trim());
  if (!isNumericSetting(setting)) throw new InvalidArgumentError(`"${name}" is no setting that is a number.`);
  if (values === undefined) throw new InvalidArgumentError('Give values, as in learning-rate=1e-4,1e-3.');
  return { ...previous, [setting]: values.split(',').map(parseNumber) };
}
