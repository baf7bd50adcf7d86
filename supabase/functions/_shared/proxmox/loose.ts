import * as z from "zod/mini";

// Perl knows little difference between a number and its text, or between a list, an object and nothing.

export const looseNumber = z.pipe(
  z.union([z.number(), z.string().check(z.regex(/^-?\d+(?:\.\d+)?$/))]),
  z.transform((value) => Number(value)),
);
export const looseText = z.pipe(
  z.union([z.string(), z.number()]),
  z.transform(String),
);

/** A list may come as an object or as null (Perl knows little difference). A row that is not as expected costs that row alone. */
export const rows = <Row extends z.ZodMiniType>(row: Row) =>
  z.pipe(
    z.union([
      z.array(z.unknown()),
      z.record(z.string(), z.unknown()),
      z.null(),
    ]),
    z.transform((list): z.output<Row>[] =>
      Object.values(list ?? {}).flatMap((value) => {
        const parsed = z.safeParse(row, value);
        return parsed.success ? [parsed.data] : [];
      }),
    ),
  );

/** 0 and 1, "0" and "1", or JSON's own. */
export const looseBoolean = z.pipe(
  z.union([z.boolean(), z.number(), z.string()]),
  z.transform((value) => Boolean(Number(value))),
);

/** A field that is not what it should be is left out, and costs its row nothing else. */
export function lenient<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.catch(z.optional(schema), undefined);
}
