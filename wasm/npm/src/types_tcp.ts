// The types of connections without a bridge. This file holds types alone, so that it is a
// module and a declaration file alike.

import type { GlideString } from "./types.js";

/** Where a socket is to lead. */
export interface SocketAddress {
  /** A name or an IP address, IPv6 without brackets. */
  hostname: string;
  port: number;
}

/** How a socket is to be opened. */
export interface ConnectOptions {
  /** "on" with the configuration's useTLS: TLS from the beginning, the server's certificate checked. */
  secureTransport: "on" | "off";
  /** The socket may end when the server ends it. */
  allowHalfOpen: false;
  /** Aborted when the socket is not wanted any more before it is open. */
  signal: AbortSignal;
}

/** A socket with streams, as connect of cloudflare:sockets returns it. */
export interface StreamSocket {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  /** Resolves once it is open, or rejects. Default: it is open. */
  readonly opened?: Promise<unknown>;
  /** Resolves or rejects at its end. */
  readonly closed?: Promise<unknown>;
  close(): unknown;
}

/** What the client needs of a Duplex of Node, such as a net.Socket that is connected or about to be. */
export interface DuplexSocket {
  /** Whether "connect" is still to come. */
  readonly connecting?: boolean;
  readonly writableLength: number;
  on(event: string, listener: (value: any) => void): unknown;
  write(bytes: Uint8Array): boolean;
  pause(): unknown;
  resume(): unknown;
  end(): unknown;
  destroy(): unknown;
}

/** Opens a socket to a server. connect of cloudflare:sockets is one. What it throws, or rejects with, is why connecting fails. */
export type Connect = (address: SocketAddress, options: ConnectOptions) => StreamSocket | DuplexSocket | Promise<StreamSocket | DuplexSocket>;

/** The settings of TLS, which hold with useTLS where the client opens sockets by node:tls. All certificates and keys are PEM text. */
export interface TlsAdvancedConfiguration {
  /** Has any certificate of the server accepted, which protects from nobody who can answer in its place. Default: false. */
  insecure?: boolean;
  /** The certificates of authorities to trust, in place of those that the platform trusts. */
  rootCertificates?: GlideString;
  /** The certificate to show to servers (mutual TLS), with any intermediate ones behind it. */
  clientCertificate?: GlideString;
  /** Its private key. */
  clientKey?: GlideString;
  /** The name that the server's certificate must have. Default: the host that is connected to. */
  serverName?: string;
}
