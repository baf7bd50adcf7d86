import assert from "node:assert/strict";

const functions = new URL("../", import.meta.url);

async function* sources(directory: URL): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    if (isDirectory) yield* sources(new URL(`${name}/`, directory));
    else if (/(?<!test)\.ts$/.test(name))
      yield await Deno.readTextFile(new URL(name, directory));
  }
}

Deno.test(
  "every variable that the functions read is explained in .env.example, and no other",
  async () => {
    const read = new Set<string>();
    for await (const text of sources(functions))
      for (const [, name = ""] of text.matchAll(
        /"((?:PROXMOX|MUSTER)_[A-Z_]+)"/g,
      ))
        read.add(name);

    const example = await Deno.readTextFile(new URL(".env.example", functions));
    const blocks = example
      .trim()
      .split("\n\n")
      .filter((block) => /^\w+=/m.test(block));
    const explained = blocks.map((block) => {
      assert.match(
        block,
        /^#.*\n(?:#.*\n)*\w+=.*$/,
        "a sentence, then a variable",
      );
      return /^(\w+)=/m.exec(block)?.[1];
    });
    assert.deepEqual([...read].sort(), explained.sort());
  },
);
