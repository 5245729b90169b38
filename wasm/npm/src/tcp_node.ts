// Sockets of node:net and node:tls, which Node, Deno and Bun have.

import { type TcpSocket, reasonOf } from "./tcp_socket.js";
import type { DuplexSocket, SocketAddress } from "./types_tcp.js";

/** What is needed of node:net and node:tls. */
export interface NodeModules {
  readonly net: { connect(options: object): NodeSocket };
  readonly tls: { connect(options: object): NodeSocket; createSecureContext(options: object): object };
}

interface NodeSocket extends DuplexSocket {
  setNoDelay(on: boolean): unknown;
  setKeepAlive(on: boolean, delay: number): unknown;
}

/** How long a connection is idle before the peer's machine is asked whether it is there, in milliseconds. */
const idleTime = 15_000;

/** Opens a socket for the program. tls are the options of node:tls, if it is one of TLS. */
export function openByNode({ net, tls }: NodeModules, to: SocketAddress | { path: string }, noDelay: boolean, tlsOptions: object | undefined, socket: TcpSocket): void {
  const options = "path" in to ? to : { host: to.hostname, port: to.port };
  const opened = tlsOptions === undefined ? net.connect(options) : tls.connect({ ...options, ...tlsOptions });
  opened.setNoDelay(noDelay);
  opened.setKeepAlive(true, idleTime);
  carryByDuplex(opened, socket, tlsOptions === undefined ? "connect" : "secureConnect");
}

/** Has a Duplex carry what the program sends and receives, once the event opens it, if one is to come. */
export function carryByDuplex(duplex: DuplexSocket & { destroySoon?(): void; unref?(): void }, socket: TcpSocket, opens: string | undefined): void {
  let isOpen = opens === undefined;
  duplex.on("data", (bytes: Uint8Array) => socket.data(bytes));
  duplex.on("drain", () => socket.drained());
  duplex.on("end", () => socket.finished());
  duplex.on("error", (error: unknown) => socket.failed(explained(error))); // Without a listener it would end the process.
  duplex.on("close", () => socket.failed("the connection was closed"));
  if (opens !== undefined) {
    duplex.on(opens, () => {
      isOpen = true;
      socket.opened();
    });
  }
  socket.carry({
    send(bytes) {
      duplex.write(bytes);
    },
    get waiting() {
      return duplex.writableLength;
    },
    pause(paused) {
      if (paused) {
        duplex.pause();
      } else {
        duplex.resume();
      }
    },
    close() {
      if (!isOpen) {
        duplex.destroy();
      } else if (duplex.destroySoon !== undefined) {
        duplex.destroySoon();
      } else {
        duplex.end();
      }
      duplex.unref?.(); // A server that takes nothing does not keep the process.
    },
  });
  if (isOpen) {
    socket.opened();
  }
}

const settings = "advancedConfiguration.tlsAdvancedConfiguration";

/** What to do about errors, by their codes. */
const remedies: readonly (readonly [codes: RegExp, remedy: string])[] = [
  [/^ECONNREFUSED$/, "is the server running, and does it listen there?"],
  [/^(ENOTFOUND|EAI_\w+)$/, "the name stands for no address here; is it spelled right in addresses?"],
  [/^ENOENT$/, "there is no such socket; is the server running, with this path as unixsocket?"],
  [/^EACCES$/, "this user may not open the socket; see the server's unixsocketperm"],
  [
    /^(UNABLE_TO_GET_ISSUER_CERT\w*|UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT)$/,
    `no trusted authority signed the server's certificate; put the authority's certificate into ${settings}.rootCertificates`,
  ],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, `the server's certificate is for another name; connect by a name that it has, or set ${settings}.serverName to one`],
  [/^CERT_HAS_EXPIRED$/, "the server's certificate has expired; have it renewed, or set this machine's clock"],
  [/^CERT_NOT_YET_VALID$/, "the server's certificate is not valid yet; set this machine's clock, or have it issued anew"],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/, "the server does not speak TLS on this port; connect to its TLS port, or leave useTLS out"],
  [/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/, `the server demands a client's certificate; set ${settings}.clientCertificate and clientKey`],
  [/ALERT_(UNKNOWN_CA|BAD_CERTIFICATE)/, `the server does not accept ${settings}.clientCertificate; it must be signed by an authority that the server trusts`],
];

/** The text of an error of a socket, with what to do about it. */
function explained(error: unknown): string {
  const { code, message, errors } = (error ?? {}) as { code?: unknown; message?: unknown; errors?: readonly unknown[] };
  // Of several addresses that a name stands for each has an error.
  const text = message || errors === undefined ? reasonOf(error) : errors.map(reasonOf).join(", ");
  const [, remedy] = remedies.find(([codes]) => codes.test(String(code))) ?? [];
  if (remedy !== undefined) {
    return `${text}; ${remedy}`;
  }
  return /before secure TLS connection/.test(text) ? `${text}; does it speak TLS on this port? If not, leave useTLS out` : text;
}
