import { badParameters } from "../errors.ts";
import { checkFormat } from "./formats.ts";
import {
  definitionOf,
  requiredParameters,
  type Definition,
  type Method,
} from "./schema.ts";

/** As it was sent: JSON bodies bring other types than text. */
export type GivenValue = string | number | boolean | null | GivenValue[];
export type Given = Record<string, GivenValue>;

export type Value = string | number | string[];
/** Checked and typed: a boolean is 0 or 1, a number a number, a list a list. */
export type Parameters = Record<string, Value>;

type Errors = Record<string, string>;

/** PVE::JSONSchema::validate: every complaint at once, in Proxmox's words. */
export function validate(method: Method, given: Given): Parameters {
  const errors: Errors = {};
  const checked: Parameters = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === null) continue;
    const definition = definitionOf(method, name);
    if (definition === undefined) {
      errors[name] = notDefined;
      continue;
    }
    const typed = checkValue(name, value, definition, errors);
    if (typed !== undefined) checked[name] = typed;
  }
  for (const name of requiredParameters(method)) {
    if ((given[name] ?? null) === null)
      errors[name] = "property is missing and it is not optional";
  }
  if (Object.keys(errors).length > 0) throw badParameters(errors);
  return checked;
}

const notDefined =
  "property is not defined in schema and the schema does not allow additional properties";

function checkValue(
  path: string,
  given: GivenValue,
  definition: Definition,
  errors: Errors,
): Value | undefined {
  if (definition.type === "array")
    return checkList(path, given, definition, errors);
  if (Array.isArray(given)) {
    errors[path] =
      `type check ('${definition.type ?? "string"}') failed - got ARRAY`;
    return undefined;
  }
  const value =
    typeof given === "boolean" ? (given ? "1" : "0") : String(given);
  const complaint = complaintAbout(path, value, definition);
  if (complaint !== undefined) {
    errors[path] = complaint;
    return undefined;
  }
  if (definition.type === "boolean") return isTrue.test(value) ? 1 : 0;
  return definition.type === "integer" || definition.type === "number"
    ? Number(value)
    : value;
}

function checkList(
  path: string,
  given: GivenValue,
  definition: Definition,
  errors: Errors,
): string[] | undefined {
  const items = Array.isArray(given) ? given : [given];
  for (const [index, item] of items.entries()) {
    const complaint = complaintAbout(
      path,
      String(item),
      definition.items ?? {},
    );
    if (complaint !== undefined) {
      errors[`${path}[${String(index)}]`] = complaint;
      return undefined;
    }
  }
  return items.map(String);
}

const isTrue = /^(?:1|on|yes|true)$/i;
const isBoolean = /^(?:0|1|on|off|yes|no|true|false)$/i;
const isNumber = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const isInteger = /^[+-]?\d+$/;

function complaintAbout(
  path: string,
  value: string,
  definition: Definition,
): string | undefined {
  const { type, format, pattern, minimum, maximum, minLength, maxLength } =
    definition;
  const failsType =
    (type === "integer" && !isInteger.test(value)) ||
    (type === "number" && !isNumber.test(value)) ||
    (type === "boolean" && !isBoolean.test(value));
  if (failsType) return `type check ('${type}') failed - got '${value}'`;
  const formatError =
    typeof format === "object"
      ? checkPropertyString(path, value, format)
      : checkFormat(format, value);
  if (formatError !== undefined) return `invalid format - ${formatError}\n`;
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) {
    return "value does not match the regex pattern";
  }
  if (maxLength !== undefined && value.length > maxLength)
    return `value may only be ${String(maxLength)} characters long`;
  if (minLength !== undefined && value.length < minLength)
    return `value must be at least ${String(minLength)} characters long`;
  if (isNumber.test(value)) {
    if (maximum !== undefined && Number(value) > maximum)
      return `value must have a maximum value of ${String(maximum)}`;
    if (minimum !== undefined && Number(value) < minimum)
      return `value must have a minimum value of ${String(minimum)}`;
  }
  if (definition.enum !== undefined && !definition.enum.includes(value)) {
    return `value '${value}' does not have a value in the enumeration '${definition.enum.join(", ")}'`;
  }
  return undefined;
}

/** `local:10,format=qcow2`: keys and values by comma, one key may go without its name. */
function checkPropertyString(
  path: string,
  value: string,
  keys: Record<string, Definition>,
): string | undefined {
  const complaints: string[] = [];
  const defaultKey = Object.entries(keys).find(
    ([, { default_key: isDefault }]) => isDefault,
  )?.[0];
  for (const part of value.split(",")) {
    const [name, text] = splitPart(part, defaultKey);
    if (name === undefined)
      return `value without key, but schema does not define a default key`;
    const definition = definitionOfKey(keys, name);
    if (definition === undefined)
      complaints.push(`${path}.${name}: ${notDefined}`);
    else {
      const complaint = complaintAbout(`${path}.${name}`, text, definition);
      if (complaint !== undefined)
        complaints.push(`${path}.${name}: ${complaint}`);
    }
  }
  return complaints.length === 0
    ? undefined
    : `format error\n${complaints.join("\n")}`;
}

function splitPart(
  part: string,
  defaultKey: string | undefined,
): [string | undefined, string] {
  const equals = part.indexOf("=");
  return equals === -1
    ? [defaultKey, part]
    : [part.slice(0, equals), part.slice(equals + 1)];
}

function definitionOfKey(
  keys: Record<string, Definition>,
  name: string,
): Definition | undefined {
  const definition = keys[name];
  return definition?.alias === undefined
    ? definition
    : (keys[definition.alias] ?? {});
}
