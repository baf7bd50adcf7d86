import * as z from "zod/mini";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { SubmitButton } from "@/components/SubmitButton.tsx";
import { Input } from "@/components/ui/input.tsx";
import {
  NativeSelect,
  NativeSelectOptGroup,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { SettingsSection } from "@/features/account/SettingsSection.tsx";
import {
  ownTimeZone,
  timeZoneGroups,
  timeZoneLabel,
} from "@/features/account/timeZones.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { useChangeProfile, useProfile } from "@/hooks/useProfile.ts";
import type { Profile } from "@/lib/profiles.ts";
import { toast } from "@/lib/toast.ts";
import { personNameSchema } from "@/lib/types.ts";

const profileSchema = z.object({
  name: personNameSchema,
  time_zone: z.string(),
});

export function ProfileSection() {
  return (
    <SettingsSection
      title="Profile"
      description="Who you are here, and the time zone in which you read dates."
    >
      <ProfileForm />
    </SettingsSection>
  );
}

function ProfileForm() {
  const { data: profile, isPending, error, refetch, isFetching } = useProfile();

  if (isPending) return <ProfileSkeleton />;
  if (error) {
    return (
      <ErrorNotice
        error={error}
        isRetrying={isFetching}
        onRetry={() => void refetch()}
      />
    );
  }
  return <LoadedProfileForm profile={profile} />;
}

function LoadedProfileForm({ profile }: { profile: Profile }) {
  const { name, email, time_zone } = profile;
  const { mutateAsync: changeProfile } = useChangeProfile();
  const { errors, error, isPending, formProps } = useSmallForm(
    profileSchema,
    async (values) => {
      await changeProfile(values);
      toast.success("Profile saved");
    },
  );

  return (
    <form {...formProps} className="space-y-4">
      {error && <ErrorNotice error={error} />}
      <FormField label="Name" error={errors.name}>
        {(control) => (
          <Input
            {...control}
            name="name"
            defaultValue={name}
            autoComplete="name"
          />
        )}
      </FormField>
      <FormField label="E-mail address" hint="You sign in with it">
        {(control) => (
          <Input
            {...control}
            type="email"
            readOnly
            value={email ?? ""}
            className="bg-muted text-muted-foreground dark:bg-muted"
          />
        )}
      </FormField>
      <TimeZoneField stored={time_zone} error={errors.time_zone} />
      <SubmitButton isPending={isPending}>Save</SubmitButton>
    </form>
  );
}

function TimeZoneField({
  stored,
  error,
}: {
  stored: string;
  error: string | undefined;
}) {
  const [chosen, setChosen] = useState(stored);
  const own = ownTimeZone();

  return (
    <FormField
      label="Time zone"
      error={error}
      hint={
        chosen !== own && (
          <>
            This device is in {timeZoneLabel(own)}.{" "}
            <button
              type="button"
              className="rounded-xs font-medium text-foreground underline underline-offset-4 outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50"
              onClick={() => {
                setChosen(own);
              }}
            >
              Use that
            </button>
          </>
        )
      }
    >
      {(control) => (
        <NativeSelect
          {...control}
          name="time_zone"
          value={chosen}
          onChange={({ target }) => {
            setChosen(target.value);
          }}
        >
          {timeZoneGroups(stored, own).map(({ region, zones }) => (
            <NativeSelectOptGroup key={region} label={region}>
              {zones.map((zone) => (
                <NativeSelectOption key={zone} value={zone}>
                  {timeZoneLabel(zone)}
                </NativeSelectOption>
              ))}
            </NativeSelectOptGroup>
          ))}
        </NativeSelect>
      )}
    </FormField>
  );
}

function ProfileSkeleton() {
  return (
    <div role="status" className="space-y-4">
      <span className="sr-only">Loading your profile</span>
      {[1, 2, 3].map((field) => (
        <div key={field} className="space-y-1.5">
          <Skeleton className="h-3.5 w-24" />
          <Skeleton className="h-9" />
        </div>
      ))}
    </div>
  );
}
