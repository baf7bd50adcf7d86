import * as z from "zod/mini";
import { presentPasswordSchema } from "@/features/account/accountFields.ts";
import type { OwnerProof } from "@/lib/ownAccount.ts";

/** As apps show it: "123 456". */
const codeSchema = z.string().check(
  z.overwrite((text) => text.replaceAll(/\s/g, "")),
  z.regex(/^\d{6}$/, "Enter the six digits that the app shows"),
);

/** What CodeFields.tsx asks for. */
export const codeFields = { factorId: z.string(), code: codeSchema };

/** What OwnerFields.tsx asks for; a code only of who has an app. */
export const ownerFields = {
  current: presentPasswordSchema,
  factorId: z.optional(z.string()),
  code: z.optional(codeSchema),
};

export function ownerProof(
  email: string,
  {
    current,
    factorId,
    code,
  }: { current: string; factorId?: string; code?: string },
): OwnerProof {
  const appCode = factorId && code ? { factorId, code } : undefined;
  return { email, password: current, appCode };
}
