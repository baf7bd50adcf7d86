import { useEffect, useRef, useState } from "react";
import {
  FormProvider,
  useForm,
  useFormContext,
  useWatch,
  type Resolver,
} from "react-hook-form";
import { Link } from "react-router-dom";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { PasswordInput } from "@/components/PasswordInput.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { Button } from "@/components/ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Label } from "@/components/ui/label.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { useFormSubmit } from "@/hooks/useFormSubmit.ts";
import type { ConnectionTest } from "@/hooks/useProxmoxServers.ts";
import { displayText } from "@/lib/displayText.ts";
import { paths } from "@/lib/paths.ts";
import type { WayOut } from "@/lib/serverNotices.ts";
import { toast } from "@/lib/toast.ts";
import type { ErrorCode, Server } from "@/lib/types.ts";
import { ConnectionReport } from "./ConnectionReport.tsx";
import { splitAddress } from "./serverAddress.ts";
import {
  checkForm,
  formValues,
  needsToken,
  type ServerFormValues,
  type ServerInput,
} from "./serverForm.ts";
import { TokenHelp } from "./TokenHelp.tsx";
import { TrustFields } from "./TrustFields.tsx";
import { useSaveServer } from "./useSaveServer.ts";

interface ServerDialogProps {
  /** The server to edit, as it is stored now; none to add one. */
  server?: Server;
  /** What somebody came for, from a notice about the server. */
  reason?: WayOut;
  onClose: () => void;
}

interface Saved {
  server: Server;
  test: ConnectionTest;
}

/** Adds or edits a server: tests first, saves, and then says what the token may do. */
export default function ServerDialog({
  server,
  reason,
  onClose,
}: ServerDialogProps) {
  const [saved, setSaved] = useState<Saved>();

  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <DialogContent
        className="sm:max-w-xl"
        onInteractOutside={(event) => {
          // A click beside it must not lose a token that Proxmox VE shows but once.
          event.preventDefault();
        }}
      >
        {saved ? (
          <SavedReport {...saved} onClose={onClose} />
        ) : (
          <ServerForm
            stored={server}
            reason={reason}
            onSaved={(savedServer, test) => {
              if (test) {
                setSaved({ server: savedServer, test });
              } else {
                toast.success(`${displayText(savedServer.name)} is saved`);
                onClose();
              }
            }}
            onClose={onClose}
          />
        )}
      </DialogContent>
    </Dialog>
  );
}

interface ServerFormProps {
  stored: Server | undefined;
  reason: WayOut | undefined;
  onSaved: (server: Server, test: ConnectionTest | undefined) => void;
  onClose: () => void;
}

function ServerForm({ stored, reason, onSaved, onClose }: ServerFormProps) {
  // What the fields started from: the list behind the dialog goes on being refreshed.
  const [base, setBase] = useState(stored);
  const form = useForm<ServerFormValues, unknown, ServerInput>({
    defaultValues: formValues(base),
    resolver: resolverFor(base),
  });
  const { errors, isSubmitting } = form.formState;
  const isTestSkipped = useRef(false);
  const { save, progress, maySaveUntested } = useSaveServer(base);
  const { error, handleSubmit } = useFormSubmit(form, async (input) => {
    const result = await save(input, isTestSkipped.current);
    onSaved(result.server, result.test);
  });

  const { setFocus } = form;
  useEffect(() => {
    if (reason === "token") setFocus("api_token");
    if (reason === "certificate") setFocus("trustMode");
  }, [reason, setFocus]);

  function handleSave(skipsTest: boolean) {
    isTestSkipped.current = skipsTest;
    void handleSubmit();
  }

  function handleReload() {
    setBase(stored);
    form.reset(formValues(stored));
  }

  return (
    <FormProvider {...form}>
      <form
        noValidate
        className="min-w-0 space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          handleSave(false);
        }}
      >
        <DialogHeader>
          <DialogTitle className="break-words">
            {base ? `Edit ${displayText(base.name)}` : "Add a server"}
          </DialogTitle>
          <DialogDescription>
            A stand-alone Proxmox VE node, or any one node of a cluster.
          </DialogDescription>
        </DialogHeader>
        <FormField label="Name" error={errors.name?.message}>
          {(field) => (
            <Input
              {...field}
              {...form.register("name")}
              autoComplete="off"
              placeholder="Homelab"
            />
          )}
        </FormField>
        <AddressFields />
        <TokenFields base={base} />
        <TrustFields />
        {base && <ActiveField />}
        {error && (
          <div ref={scrollToSight} className="scroll-mb-24 space-y-2">
            <ErrorNotice error={error} />
            <ClusterCaHint code={error.code} />
            {error.code === "version_conflict" && (
              <Button type="button" variant="outline" onClick={handleReload}>
                Show what is stored now
              </Button>
            )}
          </div>
        )}
        <DialogFooter className="sticky -bottom-6 -mx-6 -mb-6 flex-row flex-wrap justify-end border-t bg-background px-6 py-4">
          <Button type="button" variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          {error && maySaveUntested && (
            <Button
              type="button"
              variant="outline"
              disabled={isSubmitting}
              onClick={() => {
                handleSave(true);
              }}
            >
              Save anyway
            </Button>
          )}
          <SubmitButton isPending={isSubmitting}>
            {progress ?? "Test & Save"}
          </SubmitButton>
        </DialogFooter>
      </form>
    </FormProvider>
  );
}

const certificateCodes: readonly ErrorCode[] = ["tls_untrusted", "tls_name"];

/** What nearly always helps: Proxmox VE signs its own certificates unless somebody gave it others. */
function ClusterCaHint({ code }: { code: ErrorCode }) {
  const { control, setValue, setFocus } = useFormContext<ServerFormValues>();
  const mode = useWatch({ control, name: "trustMode" });
  if (mode !== "system" || !certificateCodes.includes(code)) return null;

  return (
    <Button
      type="button"
      variant="outline"
      onClick={() => {
        setValue("trustMode", "ca");
        // The field is there once this has been drawn.
        requestAnimationFrame(() => {
          setFocus("ca_certificate");
        });
      }}
    >
      Trust the cluster’s own CA instead
    </Button>
  );
}

function AddressFields() {
  const { register, setValue, formState } = useFormContext<ServerFormValues>();
  const { errors, isSubmitted } = formState;

  /** A pasted address of Proxmox VE's own page goes into both fields. */
  function handleHostLeft(event: { target: { value: string } }) {
    const { host, port } = splitAddress(event.target.value);
    const options = { shouldValidate: isSubmitted };
    setValue("host", host, options);
    if (port !== undefined) setValue("port", String(port), options);
  }

  return (
    <div className="grid grid-cols-[1fr_6.5rem] items-start gap-3">
      <FormField label="Host" error={errors.host?.message}>
        {(field) => (
          <Input
            {...field}
            {...register("host", { onBlur: handleHostLeft })}
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            inputMode="url"
            placeholder="pve1.lan or 192.168.1.100"
          />
        )}
      </FormField>
      <FormField label="Port" error={errors.port?.message}>
        {(field) => (
          <Input
            {...field}
            {...register("port")}
            autoComplete="off"
            inputMode="numeric"
          />
        )}
      </FormField>
    </div>
  );
}

function TokenFields({ base }: { base: Server | undefined }) {
  const { control, register, formState } = useFormContext<ServerFormValues>();
  const [host, port] = useWatch({ control, name: ["host", "port"] });

  return (
    <div className="space-y-2">
      <FormField
        label="API token"
        isOptional={!needsToken({ host, port }, base)}
        error={formState.errors.api_token?.message}
        hint={
          <TokenHint base={base} isNeeded={needsToken({ host, port }, base)} />
        }
      >
        {(field) => (
          <PasswordInput
            {...field}
            {...register("api_token")}
            what="token"
            autoComplete="off"
            placeholder="USER@REALM!TOKENID=UUID"
            className="font-mono"
          />
        )}
      </FormField>
      <TokenHelp />
    </div>
  );
}

function TokenHint({
  base,
  isNeeded,
}: {
  base: Server | undefined;
  isNeeded: boolean;
}) {
  if (!base)
    return "USER@REALM!TOKENID=UUID. Proxmox VE shows it once; Muster stores it encrypted and never shows it.";
  if (isNeeded) {
    return "Enter it again: with another host or port the stored token is not used, so that nobody can have it sent elsewhere.";
  }
  return (
    <>
      Stored: <span className="font-mono">{base.token_id}</span>. Leave this
      empty to keep it.
    </>
  );
}

function ActiveField() {
  const { control, setValue } = useFormContext<ServerFormValues>();
  const isActive = useWatch({ control, name: "is_active" });

  return (
    <div className="flex items-center justify-between gap-4 rounded-md border px-3 py-2">
      <Label
        htmlFor="server-is-active"
        className="flex-1 flex-col items-start gap-0.5"
      >
        Active
        <span className="text-xs font-normal text-muted-foreground">
          Switched off, it is not asked and its guests are not listed.
        </span>
      </Label>
      <Switch
        id="server-is-active"
        checked={isActive}
        onCheckedChange={(checked) => {
          setValue("is_active", checked, { shouldDirty: true });
        }}
      />
    </div>
  );
}

function SavedReport({
  server,
  test,
  onClose,
}: Saved & { onClose: () => void }) {
  return (
    <div className="space-y-4">
      <DialogHeader>
        <DialogTitle className="break-words">
          {displayText(server.name)} is saved
        </DialogTitle>
        <DialogDescription>
          The test went well, and its guests are on the dashboard.
        </DialogDescription>
      </DialogHeader>
      <ConnectionReport test={test} />
      <DialogFooter>
        <Button variant="outline" asChild>
          <Link
            to={`${paths.dashboard}?${new URLSearchParams({ server: server.id })}`}
          >
            See its guests
          </Link>
        </Button>
        <Button onClick={onClose}>Done</Button>
      </DialogFooter>
    </div>
  );
}

function resolverFor(
  base: Server | undefined,
): Resolver<ServerFormValues, unknown, ServerInput> {
  return (values) => {
    const checked = checkForm(values, base);
    if (checked.ok) return { values: checked.input, errors: {} };
    const errors = Object.fromEntries(
      Object.entries(checked.errors).map(([field, message]) => [
        field,
        { type: "schema", message },
      ]),
    );
    return { values: {}, errors };
  };
}

function scrollToSight(element: HTMLElement | null) {
  element?.scrollIntoView({ block: "nearest" });
}
