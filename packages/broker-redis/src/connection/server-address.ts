/** Where a server listens. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** `host:port` for messages. */
export const showAddress = ({ host, port }: ServerAddress): string => `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;

/** Translates addresses, where the way to a server leads through address translation (NAT, containers). */
export type Reach = (address: ServerAddress) => ServerAddress;
