import { ShieldOffIcon } from "lucide-react";
import { useFormContext, useWatch } from "react-hook-form";
import { FormField } from "@/components/FormField.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { TrustMode } from "@/lib/types.ts";
import type { ServerFormValues } from "./serverForm.ts";
import { trustExplanation, trustLabel } from "./serverStatus.ts";

const modes: readonly TrustMode[] = ["system", "ca", "pin", "insecure"];

/** How the server's certificate is judged. */
export function TrustFields() {
  const { control, register, formState } = useFormContext<ServerFormValues>();
  const mode = useWatch({ control, name: "trustMode" });
  const { errors } = formState;

  return (
    <fieldset className="min-w-0 space-y-3">
      <legend className="mb-1.5 text-sm font-medium">Certificate check</legend>
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
      {errors.trustMode && (
        <p className="text-sm text-destructive">{errors.trustMode.message}</p>
      )}
      {mode === "insecure" ? (
        <p
          role="alert"
          className="flex gap-2 rounded-md border border-destructive/40 bg-destructive/10 p-2.5 text-sm"
        >
          <ShieldOffIcon
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-destructive"
          />
          <span>
            Whoever sits between Muster and this server can read the token, and
            then do all that it may. “Cluster CA” takes a minute and is safe.
          </span>
        </p>
      ) : (
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
    </fieldset>
  );
}
