// The settings of TLS, as node:tls takes them.

import type { NodeModules } from "./tcp_node.js";
import type { Refuse } from "./tcp.js";
import { reasonOf } from "./tcp_socket.js";
import type { TlsAdvancedConfiguration } from "./types_tcp.js";

const at = "advancedConfiguration.tlsAdvancedConfiguration";
const names = ["insecure", "rootCertificates", "clientCertificate", "clientKey", "serverName"] satisfies (keyof TlsAdvancedConfiguration)[];

/** Returns the options of tls.connect. Without node:tls there must be no settings. */
export function tlsOptions(settings: TlsAdvancedConfiguration | undefined | null, isSecured: boolean, tls: NodeModules["tls"] | undefined, refuse: Refuse): object | undefined {
  if (settings === undefined || settings === null) {
    return {};
  }
  if (typeof settings !== "object") {
    refuse(at, `must be an object, not a ${typeof settings}`);
  }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    check(name, value, refuse);
  }
  if (given.length > 0 && !isSecured) {
    refuse(at, "is set while useTLS is false; set that, or leave it out");
  }
  if (given.length > 0 && tls === undefined) {
    refuse(at, "has no meaning where connect opens the sockets, which makes what it wants of useTLS; leave it out");
  }
  const { insecure, rootCertificates, clientCertificate, clientKey, serverName } = settings;
  if ((clientCertificate === undefined) !== (clientKey === undefined)) {
    refuse(`${at}.${clientKey === undefined ? "clientKey" : "clientCertificate"}`, "is missing; a certificate needs its key, and a key its certificate");
  }
  if (tls === undefined) {
    return {};
  }
  const attempt = (name: string, what: string, options: object) => {
    try {
      return tls.createSecureContext(options);
    } catch (error) {
      return refuse(`${at}.${name}`, `${what} (${reasonOf(error)})`);
    }
  };
  const ca = rootCertificates && pem(rootCertificates);
  attempt("rootCertificates", "holds no certificate that can be read; give PEM text", { cert: ca }); // As ca what cannot be read is passed over.
  const options = { ca, cert: clientCertificate && pem(clientCertificate), key: clientKey && pem(clientKey) };
  attempt("clientCertificate", "is no PEM certificate that goes with clientKey", options);
  return { ...options, rejectUnauthorized: insecure !== true, ...(serverName === undefined ? {} : { servername: serverName }) };
}

function check(name: string, value: unknown, refuse: Refuse): void {
  const setting = `${at}.${name}`;
  if (!(names as string[]).includes(name)) {
    refuse(setting, `is unknown; it has ${names.join(", ")}`);
  }
  if (name === "insecure") {
    if (typeof value !== "boolean") {
      refuse(setting, "must be true or false");
    }
    return;
  }
  const isText = typeof value === "string" || (name !== "serverName" && value instanceof Uint8Array);
  if (!isText || value.length === 0) {
    refuse(setting, name === "serverName" ? "must be a name" : "must be PEM text");
  }
  if (name !== "serverName" && !pem(value as string).includes("-----BEGIN ")) {
    refuse(setting, 'holds no PEM text, in which there is "-----BEGIN"; give what the file holds, not its name');
  }
}

function pem(value: string | Uint8Array): string {
  return typeof value === "string" ? value : new TextDecoder().decode(value);
}
