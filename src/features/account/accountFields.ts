import * as z from "zod/mini";

export const emailSchema = z
  .string()
  .check(z.trim(), z.email("Enter an e-mail address"));

export const presentPasswordSchema = z
  .string()
  .check(z.minLength(1, "Enter your password"));

export const newPasswordSchema = z.string().check(
  z.minLength(8, "Use at least 8 characters"),
  // bcrypt, which Auth uses, reads no more.
  z.maxLength(72, "Use at most 72 characters"),
);
