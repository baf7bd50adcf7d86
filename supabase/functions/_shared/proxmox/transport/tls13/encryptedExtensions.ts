import { type Bytes } from "./bytes.ts";
import { type ClientHello } from "./clientHello.ts";
import { protocolError } from "./error.ts";
import {
  messageReader,
  readExtensions,
  refuseOtherExtensions,
} from "./messages.ts";
import { alert, applicationProtocol, extensionType } from "./protocol.ts";

/** Checks the EncryptedExtensions (RFC 8446, section 4.3.1): answers to our offer are allowed, and tell us nothing that we use. */
export function checkEncryptedExtensions(
  body: Bytes,
  { serverName }: Pick<ClientHello, "serverName">,
): void {
  const reader = messageReader(body, "EncryptedExtensions");
  const extensions = readExtensions(reader);
  reader.end();

  refuseOtherExtensions(extensions, [
    // Section 4.2.7: a server may name its groups, for a connection to come.
    extensionType.supportedGroups,
    extensionType.applicationLayerProtocolNegotiation,
    ...(serverName === undefined ? [] : [extensionType.serverName]),
  ]);
  // RFC 6066, section 3: the acknowledgement of a name is empty.
  const acknowledgement = extensions.get(extensionType.serverName);
  if (acknowledgement !== undefined) {
    messageReader(acknowledgement, "EncryptedExtensions").end();
  }
  const groups = extensions.get(extensionType.supportedGroups);
  if (groups !== undefined) checkGroups(groups);
  const protocol = extensions.get(
    extensionType.applicationLayerProtocolNegotiation,
  );
  if (protocol !== undefined) checkProtocol(protocol);
}

function checkGroups(content: Bytes): void {
  const reader = messageReader(content, "EncryptedExtensions");
  const list = reader.within(reader.vector(2, 2));
  reader.end();
  while (list.remaining > 0) list.number(2);
}

/** RFC 7301, section 3.1: exactly one protocol, and one that we offered. */
function checkProtocol(content: Bytes): void {
  const reader = messageReader(content, "EncryptedExtensions");
  const list = reader.within(reader.vector(2));
  const name = new TextDecoder().decode(list.vector(1, 1));
  list.end();
  reader.end();
  if (name !== applicationProtocol) {
    throw protocolError(
      alert.illegalParameter,
      "The server chose an application protocol that it was not offered.",
    );
  }
}
