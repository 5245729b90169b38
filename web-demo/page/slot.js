// The slot of a key: a checksum of the key, or of what stands in its first braces.
// See https://valkey.io/topics/cluster-spec/.

export const slotCount = 16_384;

const open = "{".charCodeAt(0);
const close = "}".charCodeAt(0);

/** The slot of a key, which is a string or bytes. */
export function slotOf(key) {
  const bytes = typeof key === "string" ? new TextEncoder().encode(key) : key;
  return checksum(tagOf(bytes)) % slotCount;
}

/** What of the key decides: the text between the first braces, unless it is empty. */
function tagOf(bytes) {
  const from = bytes.indexOf(open);
  const to = from < 0 ? -1 : bytes.indexOf(close, from + 1);
  return to > from + 1 ? bytes.subarray(from + 1, to) : bytes;
}

/** The CRC-16 of XMODEM: polynomial 0x1021, from 0. */
function checksum(bytes) {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      sum = sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1;
    }
  }
  return sum & 0xffff;
}
