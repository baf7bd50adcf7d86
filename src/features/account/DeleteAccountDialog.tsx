import * as z from "zod/mini";
import { FormDialog } from "@/components/FormDialog.tsx";
import { FormField } from "@/components/FormField.tsx";
import { Input } from "@/components/ui/input.tsx";
import { OwnerFields } from "@/features/account/OwnerFields.tsx";
import { ownerFields, ownerProof } from "@/features/account/ownerProof.ts";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import { useSavedViews } from "@/hooks/useSavedViews.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { useSessionUser } from "@/hooks/useSession.ts";
import { deleteOwnAccount } from "@/lib/ownAccount.ts";

/** Says what goes and what stays; asks for the address, against haste, and for the password, against somebody else. */
export default function DeleteAccountDialog({
  onClose,
}: {
  onClose: () => void;
}) {
  const { email } = useSessionUser();
  // The page goes with the session.
  const form = useSmallForm(schemaFor(email), (values) =>
    deleteOwnAccount(ownerProof(email, values)),
  );
  const { errors } = form;

  return (
    <FormDialog
      title="Delete your account?"
      description="There is no way back. You can export your data first."
      verb="Delete account"
      isDanger
      form={form}
      onClose={onClose}
    >
      <WhatGoes />
      <FormField label={`Type ${email}`} error={errors.address}>
        {(control) => (
          <Input
            {...control}
            name="address"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </FormField>
      <OwnerFields email={email} errors={errors} />
    </FormDialog>
  );
}

const schemaFor = (email: string) =>
  z.object({
    address: z.string().check(
      z.trim(),
      z.refine((text) => text.toLowerCase() === email.toLowerCase(), {
        message: "This is not the address of your account",
      }),
    ),
    ...ownerFields,
  });

function WhatGoes() {
  const servers = useProxmoxServers().data?.servers.length;
  const views = useSavedViews().data?.length;
  return (
    <div className="space-y-2 rounded-md bg-muted/60 px-3 py-2 text-sm">
      <p className="font-medium">Muster destroys</p>
      <ul className="list-disc space-y-0.5 pl-5">
        {servers !== 0 && (
          <li>
            {counted(servers, "server")} with the API tokens it has stored
          </li>
        )}
        {views !== 0 && <li>{counted(views, "saved view")}</li>}
        <li>your profile, and what administrators have assigned to you</li>
      </ul>
      <p className="text-muted-foreground">
        Nothing changes at Proxmox VE: guests run on, and tokens stay valid
        until you remove them there. The log of what was done stays, without
        your name.
      </p>
    </div>
  );
}

/** "your 3 servers"; without a number while nobody knows it. */
function counted(count: number | undefined, noun: string): string {
  if (count === undefined) return `your ${noun}s`;
  return count === 1 ? `your ${noun}` : `your ${String(count)} ${noun}s`;
}
