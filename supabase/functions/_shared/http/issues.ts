import type * as z from "zod/mini";

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/** A sentence for what a schema refused, where the schema has none of its own. Given to every parse of a request. */
export function describeIssue(issue: RawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? "This field is required"
        : `Expected ${article(issue.expected)}`;
    case "unrecognized_keys":
      return "There is no such field";
    case "invalid_value":
      return `Expected one of: ${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return Array.isArray(issue.options)
        ? `Expected one of: ${issue.options.map(String).join(", ")}`
        : "Not one of the forms this field can have";
    case "invalid_format":
      return issue.format === "uuid" ? "Expected a UUID" : "Not well-formed";
    case "too_small":
      return `Too small: the least is ${issue.minimum}`;
    case "too_big":
      return `Too big: the most is ${issue.maximum}`;
    case "custom":
    case "invalid_element":
    case "invalid_key":
    case "not_multiple_of":
      return "Not valid";
  }
}

function article(type: string): string {
  if (type === "int") return "a whole number";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** The issues as a form shows them: dotted path -> the first sentence about it. */
export function fieldsOf(issues: readonly Issue[]): Record<string, string> {
  const fields = new Map<string, string>();
  for (const { path, message } of issues.flatMap(flatten)) {
    const name = path.map(String).join(".");
    if (!fields.has(name)) fields.set(name, message);
  }
  return Object.fromEntries(fields);
}

interface FieldIssue {
  path: readonly PropertyKey[];
  message: string;
}

function flatten(issue: Issue): FieldIssue[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: issue.message,
    }));
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // Of several forms, the one meant is the one with the least to mend.
    const forms = issue.errors.map((errors) =>
      errors.flatMap((error) =>
        flatten({ ...error, path: [...issue.path, ...error.path] }),
      ),
    );
    return forms.reduce((best, form) =>
      form.length < best.length ? form : best,
    );
  }
  return [{ path: issue.path, message: issue.message }];
}
