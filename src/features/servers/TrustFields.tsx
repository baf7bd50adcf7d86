import { useId } from "react";
import { ShieldOffIcon } from "lucide-react";
import { useFormContext, useWatch } from "react-hook-form";
import { FormField } from "@/components/FormField.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { Server, TrustMode } from "@/lib/types.ts";
import type { ServerFormValues, TrustChoice } from "./serverForm.ts";
import {
  insecureReason,
  trustExplanation,
  trustLabel,
} from "@/lib/serverStatus.ts";

const modes: readonly TrustMode[] = ["system", "ca", "pin", "insecure"];

interface TrustFieldsProps {
  /** The server as it is saved, if it is. */
  stored: Server | undefined;
}

/** How the server's certificate is judged: by looking at it first, as it is saved, or as somebody says. */
export function TrustFields({ stored }: TrustFieldsProps) {
  const { control, formState } = useFormContext<ServerFormValues>();
  const [choice, mode] = useWatch({
    control,
    name: ["trustChoice", "trustMode"],
  });
  const { errors } = formState;
  const isInsecure =
    choice === "own"
      ? mode === "insecure"
      : choice === "keep" && stored?.trust_mode === "insecure";

  return (
    <fieldset className="min-w-0 space-y-2">
      <legend className="mb-1.5 text-sm font-medium">Certificate check</legend>
      {stored && (
        <Choice value="keep" label={`Keep: ${trustLabel[stored.trust_mode]}`}>
          {trustExplanation[stored.trust_mode]}
        </Choice>
      )}
      <Choice value="auto" label={stored ? "Look again" : "Automatic"}>
        Muster reads the certificate first. If it is Proxmox VE’s own, you
        compare its fingerprint once; after that, renewals pass by themselves.
      </Choice>
      <Choice value="own" label="Choose myself" />
      {choice === "own" && <OwnTrust />}
      {errors.trustMode && (
        <p className="text-sm text-destructive">{errors.trustMode.message}</p>
      )}
      {isInsecure && (
        <p
          role="alert"
          className="flex gap-2 rounded-md border border-destructive/40 bg-destructive/10 p-2.5 text-sm"
        >
          <ShieldOffIcon
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-destructive"
          />
          <span>
            {insecureReason} “{stored ? "Look again" : "Automatic"}” takes a
            minute and is safe.
          </span>
        </p>
      )}
    </fieldset>
  );
}

interface ChoiceProps {
  value: TrustChoice;
  label: string;
  children?: string;
}

function Choice({ value, label, children }: ChoiceProps) {
  const { register } = useFormContext<ServerFormValues>();
  const id = useId();
  return (
    <label className="flex cursor-pointer items-start gap-2.5 rounded-md border px-3 py-2 text-sm has-checked:border-primary has-checked:bg-primary/5 has-focus-visible:ring-[3px] has-focus-visible:ring-ring/50 dark:has-checked:bg-primary/15 pointer-coarse:min-h-11">
      <input
        type="radio"
        value={value}
        aria-labelledby={`${id}-label`}
        aria-describedby={children && `${id}-hint`}
        className="mt-0.5 size-4 shrink-0 accent-primary outline-none"
        {...register("trustChoice")}
      />
      <span>
        <span id={`${id}-label`}>{label}</span>
        {children && (
          <span
            id={`${id}-hint`}
            className="mt-0.5 block text-xs text-muted-foreground"
          >
            {children}
          </span>
        )}
      </span>
    </label>
  );
}

function OwnTrust() {
  const { control, register, formState } = useFormContext<ServerFormValues>();
  const mode = useWatch({ control, name: "trustMode" });
  const { errors } = formState;

  return (
    <div className="space-y-3 border-l-2 pl-3">
      <div className="grid grid-cols-2 gap-2">
        {modes.map((name) => (
          <label
            key={name}
            className="flex cursor-pointer items-center gap-2 rounded-md border px-3 py-2 text-sm has-checked:border-primary has-checked:bg-primary/5 has-focus-visible:ring-[3px] has-focus-visible:ring-ring/50 dark:has-checked:bg-primary/15 pointer-coarse:min-h-11"
          >
            <input
              type="radio"
              value={name}
              className="size-4 accent-primary outline-none"
              {...register("trustMode")}
            />
            {name === "insecure" ? "Do not verify" : trustLabel[name]}
          </label>
        ))}
      </div>
      {mode !== "insecure" && (
        <p className="text-xs text-muted-foreground">
          {trustExplanation[mode]}
        </p>
      )}
      {mode === "ca" && (
        <>
          <FormField
            label="CA certificate"
            error={errors.ca_certificate?.message}
            hint={
              <>
                From any node:{" "}
                <code className="font-mono break-all text-foreground">
                  cat /etc/pve/pve-root-ca.pem
                </code>
              </>
            }
          >
            {(field) => (
              <Textarea
                {...field}
                {...register("ca_certificate")}
                rows={5}
                spellCheck={false}
                placeholder="-----BEGIN CERTIFICATE-----"
                className="field-sizing-fixed font-mono text-xs break-all"
              />
            )}
          </FormField>
          <FormField
            label="Name in the certificate"
            isOptional
            error={errors.server_name?.message}
            hint="Only if the host above is not in it. The node's name always is, for example pve1."
          >
            {(field) => (
              <Input
                {...field}
                {...register("server_name")}
                autoCapitalize="none"
                autoCorrect="off"
                spellCheck={false}
              />
            )}
          </FormField>
        </>
      )}
      {mode === "pin" && (
        <FormField
          label="SHA-256 fingerprint"
          error={errors.fingerprint?.message}
          hint="In Proxmox VE: the node → System → Certificates → pveproxy-ssl.pem, or pve-ssl.pem if there is no such."
        >
          {(field) => (
            <Input
              {...field}
              {...register("fingerprint")}
              autoCorrect="off"
              spellCheck={false}
              placeholder="AA:BB:CC:…"
              className="font-mono text-xs"
            />
          )}
        </FormField>
      )}
    </div>
  );
}
