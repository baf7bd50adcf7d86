/**
 * A real TLS server, run by Node: `node tlsServer.mjs '{ …options of tls.createServer, key and cert as paths }'`. Prints its port.
 * A client says in a line what it wants: `down N` (N bytes), `up N` (the SHA-256 of the N bytes that follow) or `name` (its SNI).
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:tls";

const options = JSON.parse(process.argv[2]);
const server = createServer(
  {
    ...options,
    key: readFileSync(options.key),
    cert: readFileSync(options.cert),
  },
  (socket) => {
    socket.on("error", () => socket.destroy());
    let head = "";
    const onHead = (chunk) => {
      head += chunk.toString("latin1");
      const end = head.indexOf("\n");
      if (end < 0) return;
      socket.off("data", onHead);
      const [verb, count] = head.slice(0, end).split(" ");
      answer(
        socket,
        verb,
        Number(count),
        Buffer.from(head.slice(end + 1), "latin1"),
      );
    };
    socket.on("data", onHead);
  },
);
server.on("tlsClientError", () => undefined);
server.listen(0, "127.0.0.1", () => console.log(server.address().port));

function answer(socket, verb, count, rest) {
  if (verb === "name") return socket.end(String(socket.servername));
  if (verb === "down") return socket.end(Buffer.alloc(count, "muster"));
  const hash = createHash("sha256");
  let missing = count;
  const take = (chunk) => {
    hash.update(chunk);
    missing -= chunk.length;
    if (missing === 0) socket.end(hash.digest("hex"));
  };
  if (rest.length > 0) take(rest);
  socket.on("data", take);
}
