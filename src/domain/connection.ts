// Why a connection came to nothing, where the system's own words help nobody: http and https taken for each other, and certificates.

/** What is said of certificates, and whether an authority that is named would help. */
const CERTIFICATES: Readonly<Record<string, { text: string; isUnknown: boolean }>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: { text: "its certificate cannot be verified", isUnknown: true },
  SELF_SIGNED_CERT_IN_CHAIN: { text: "its certificate cannot be verified", isUnknown: true },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { text: "its certificate cannot be verified", isUnknown: true },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { text: "its certificate cannot be verified", isUnknown: true },
  CERT_HAS_EXPIRED: { text: "its certificate has expired", isUnknown: false },
  ERR_TLS_CERT_ALTNAME_INVALID: { text: "its certificate is for another name", isUnknown: false },
};

/** A server that answers a TLS greeting in plain text. */
const PLAIN_HTTP = /^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|INVALID_RECORD))$/;

/** Words for an error of a request to `target`, undefined where there are none; `accept`: the option, if any, that takes any certificate. */
export function connectionWords(code: string | undefined, target: URL, accept?: string): string | undefined {
  if (code === undefined) return undefined;
  const certificate = Object.hasOwn(CERTIFICATES, code) ? CERTIFICATES[code] : undefined;
  if (certificate !== undefined) return certificateWords(certificate, accept);
  if (target.protocol === "https:" && PLAIN_HTTP.test(code)) return "it speaks plain HTTP: use http://";
  if (target.protocol === "http:" && code.startsWith("HPE_"))
    return "what it answers is no HTTP; if it serves https, use https://";
  return undefined;
}

function certificateWords(
  { text, isUnknown }: { text: string; isUnknown: boolean },
  accept: string | undefined,
): string {
  const ways = [
    ...(accept === undefined ? [] : [`${accept} accepts it`]),
    ...(isUnknown ? ["the variable NODE_EXTRA_CA_CERTS makes the authority in a file known"] : []),
  ];
  return [text, ...(ways.length > 0 ? [ways.join("; ")] : [])].join("; ");
}
