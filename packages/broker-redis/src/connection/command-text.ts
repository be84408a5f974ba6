/** Arguments that many commands have in common, written once. */
export class WrittenArguments {
  readonly count: number;
  readonly text: string;

  constructor(args: readonly string[]) {
    this.count = args.length;
    this.text = args.map(bulk).join('');
  }
}

/** A number is written in digits. */
export type Argument = string | number | WrittenArguments;

/** A command as it is sent (https://redis.io/docs/latest/develop/reference/protocol-spec/). */
export function writeCommand(name: string, args: readonly Argument[]): string {
  let count = 1;
  let text = ascii(name);
  for (const argument of args) {
    if (typeof argument === 'object') {
      count += argument.count;
      text += argument.text;
    } else {
      count++;
      text += typeof argument === 'number' ? ascii(String(argument)) : bulk(argument);
    }
  }
  return `*${String(count)}\r\n${text}`;
}

const bulk = (text: string): string => `$${String(Buffer.byteLength(text))}\r\n${text}\r\n`;

/** ASCII has as many bytes as characters, which cost no call out of JavaScript. */
const ascii = (text: string): string => `$${String(text.length)}\r\n${text}\r\n`;
