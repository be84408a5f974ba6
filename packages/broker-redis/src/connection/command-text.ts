/** Arguments that many commands have in common, written once. */
export class WrittenArguments {
  readonly count: number;
  readonly text: string;

  constructor(args: readonly string[]) {
    this.count = args.length;
    this.text = args.map(bulk).join('');
  }
}

export type Argument = string | WrittenArguments;

/** A command as it is sent (https://redis.io/docs/latest/develop/reference/protocol-spec/). */
export function writeCommand(name: string, args: readonly Argument[]): string {
  let count = 1;
  let text = bulk(name);
  for (const argument of args) {
    if (typeof argument === 'string') {
      count++;
      text += bulk(argument);
    } else {
      count += argument.count;
      text += argument.text;
    }
  }
  return `*${String(count)}\r\n${text}`;
}

const bulk = (text: string): string => `$${String(Buffer.byteLength(text))}\r\n${text}\r\n`;
