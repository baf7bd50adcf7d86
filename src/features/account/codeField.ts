import * as z from "zod/mini";

/** As apps show it: "123 456". */
export const codeSchema = z.string().check(
  z.overwrite((text) => text.replaceAll(/\s/g, "")),
  z.regex(/^\d{6}$/, "Enter the six digits that the app shows"),
);

/** The fields of CodeFields.tsx. */
export const appCodeSchema = z.object({
  factorId: z.string(),
  code: codeSchema,
});

/** The same in a form of somebody who may have no app: their form lacks the fields. */
export const optionalAppCode = {
  factorId: z.optional(z.string()),
  code: z.optional(codeSchema),
};
