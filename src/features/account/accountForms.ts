import * as z from "zod/mini";
import { personNameSchema } from "@/lib/types.ts";

const emailSchema = z
  .string()
  .check(z.trim(), z.email("Enter an e-mail address"));

const newPasswordSchema = z.string().check(
  z.minLength(8, "Use at least 8 characters"),
  // bcrypt, which Auth uses, reads no more.
  z.maxLength(72, "Use at most 72 characters"),
);

const presentPasswordSchema = z
  .string()
  .check(z.minLength(1, "Enter your password"));

export const signInSchema = z.object({
  email: emailSchema,
  password: presentPasswordSchema,
});

export const signUpSchema = z.object({
  name: personNameSchema,
  email: emailSchema,
  password: newPasswordSchema,
});

export const forgottenPasswordSchema = z.object({ email: emailSchema });

export const resetPasswordSchema = z.object({ password: newPasswordSchema });

export const changePasswordSchema = z.object({
  current: presentPasswordSchema,
  password: newPasswordSchema,
});

export const sessionEndedSchema = z.object({ password: presentPasswordSchema });

export const profileSchema = z.object({
  name: personNameSchema,
  time_zone: z.string(),
});
