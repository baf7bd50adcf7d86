import { useEffect, useRef, useState } from "react";
import {
  FormProvider,
  useForm,
  useFormContext,
  useWatch,
  type Resolver,
} from "react-hook-form";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { PasswordInput } from "@/components/PasswordInput.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { Button } from "@/components/ui/button.tsx";
import {
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Label } from "@/components/ui/label.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { useFormSubmit } from "@/hooks/useFormSubmit.ts";
import { displayText } from "@/lib/displayText.ts";
import {
  hostWithPort,
  type ConnectionTest,
  type ErrorCode,
  type Server,
} from "@/lib/types.ts";
import { CertificateCheck } from "./CertificateCheck.tsx";
import type { CertificateQuestion } from "./certificateQuestion.ts";
import { InsecureCheck } from "./InsecureCheck.tsx";
import { PrivateAddressNotice } from "./PrivateAddressNotice.tsx";
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
import { TwinCheck } from "./TwinCheck.tsx";
import { useSaveServer } from "./useSaveServer.ts";

interface ServerFormProps {
  stored: Server | undefined;
  reason: "token" | undefined;
  onSaved: (server: Server, test: ConnectionTest | undefined) => void;
  onClose: () => void;
}

/** What one press of a button asks for. */
interface Wish {
  isTestSkipped?: boolean;
  isInsecureAccepted?: boolean;
  isTwinAccepted?: boolean;
  /** The fingerprint that was compared: it need not be compared again if something else goes wrong. */
  confirmed?: string | undefined;
}

/** What somebody has to say before it goes on. */
type Question = CertificateQuestion | "insecure" | { twins: readonly Server[] };

/** The fields of a server, and the questions that its certificate raises on the way to saving them. */
export function ServerForm({
  stored,
  reason,
  onSaved,
  onClose,
}: ServerFormProps) {
  // What the fields started from: the list behind the dialog goes on being refreshed.
  const [base, setBase] = useState(stored);
  const form = useForm<ServerFormValues, unknown, ServerInput>({
    defaultValues: formValues(base),
    resolver: resolverFor(base),
  });
  const { errors, isSubmitting } = form.formState;
  const wish = useRef<Wish>({});
  const [question, setQuestion] = useState<Question>();
  const { save, progress, maySaveUntested } = useSaveServer(base);
  const { error, handleSubmit } = useFormSubmit(form, async (input) => {
    if (isNewlyInsecure(input, base) && !wish.current.isInsecureAccepted) {
      setQuestion("insecure");
      return;
    }
    try {
      const result = await save(input, wish.current);
      if ("question" in result) setQuestion(result.question);
      else if ("twins" in result) setQuestion(result);
      else onSaved(result.server, result.test);
    } catch (failure) {
      setQuestion(undefined);
      throw failure;
    }
  });

  const { setFocus } = form;
  useEffect(() => {
    if (reason === "token") setFocus("api_token");
  }, [reason, setFocus]);

  function handleSave(more: Wish = {}) {
    wish.current = { confirmed: wish.current.confirmed, ...more };
    void handleSubmit();
  }

  function handleReadCertificate() {
    form.setValue("trustChoice", "auto");
    handleSave();
  }

  function handleReload() {
    setBase(stored);
    form.reset(formValues(stored));
  }

  function handleBack() {
    setQuestion(undefined);
  }

  if (question) {
    const { host, port } = form.getValues();
    const address = hostWithPort(host.trim(), Number(port));
    const shared = {
      progress: isSubmitting ? (progress ?? "Testing …") : undefined,
      onBack: handleBack,
    };
    if (typeof question === "object" && "twins" in question) {
      return (
        <TwinCheck
          {...shared}
          twins={question.twins}
          onConfirm={() => {
            handleSave({ isTwinAccepted: true });
          }}
        />
      );
    }
    return question === "insecure" ? (
      <InsecureCheck
        {...shared}
        address={address}
        onCompare={handleReadCertificate}
        onConfirm={() => {
          handleSave({ isInsecureAccepted: true });
        }}
      />
    ) : (
      <CertificateCheck
        {...shared}
        address={address}
        key={question.certificate.fingerprint}
        question={question}
        backLabel="Back"
        onConfirm={() => {
          handleSave({ confirmed: question.certificate.fingerprint });
        }}
      />
    );
  }

  return (
    <FormProvider {...form}>
      <form
        noValidate
        className="min-w-0 space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          handleSave();
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
        <TrustFields stored={base} />
        {base && <ActiveField isLocked={base.deactivated_at !== null} />}
        {error && (
          <div ref={scrollToSight} className="scroll-mb-24 space-y-2">
            <ErrorNotice error={error} />
            {certificateCodes.includes(error.code) && (
              <Button
                type="button"
                variant="outline"
                onClick={handleReadCertificate}
              >
                Look at the certificate
              </Button>
            )}
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
                handleSave({ isTestSkipped: true });
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

const certificateCodes: readonly ErrorCode[] = [
  "tls_untrusted",
  "tls_name",
  "tls_expired",
  "tls_changed",
];

/** Switching verification off takes a second word; leaving it off does not. */
function isNewlyInsecure(
  { trust }: ServerInput,
  base: Server | undefined,
): boolean {
  return trust?.mode === "insecure" && base?.trust_mode !== "insecure";
}

function AddressFields() {
  const { control, register, setValue, formState } =
    useFormContext<ServerFormValues>();
  const { errors, isSubmitted } = formState;
  const host = useWatch({ control, name: "host" });

  /** A pasted address of Proxmox VE's own page goes into both fields. */
  function handleHostLeft(event: { target: { value: string } }) {
    const { host, port } = splitAddress(event.target.value);
    const options = { shouldValidate: isSubmitted };
    setValue("host", host, options);
    if (port !== undefined) setValue("port", String(port), options);
  }

  return (
    <div className="space-y-2">
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
      <PrivateAddressNotice host={host} />
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

interface ActiveFieldProps {
  /** An administrator has switched it off, and they alone switch it on again. */
  isLocked: boolean;
}

function ActiveField({ isLocked }: ActiveFieldProps) {
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
          {isLocked
            ? "An administrator has switched it off, and can switch it on again."
            : "Switched off, it is not asked and its guests are not listed."}
        </span>
      </Label>
      <Switch
        id="server-is-active"
        checked={isActive}
        disabled={isLocked}
        onCheckedChange={(checked) => {
          setValue("is_active", checked, { shouldDirty: true });
        }}
      />
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
