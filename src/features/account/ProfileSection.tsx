import { zodResolver } from "@hookform/resolvers/zod";
import { useForm, useWatch } from "react-hook-form";
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
import { profileSchema } from "@/features/account/accountForms.ts";
import { SettingsSection } from "@/features/account/SettingsSection.tsx";
import {
  ownTimeZone,
  timeZoneGroups,
  timeZoneLabel,
} from "@/features/account/timeZones.ts";
import { useFormSubmit } from "@/hooks/useFormSubmit.ts";
import { useChangeProfile, useProfile } from "@/hooks/useProfile.ts";
import { toast } from "@/lib/toast.ts";

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

function LoadedProfileForm({
  profile: { name, email, time_zone },
}: {
  profile: NonNullable<ReturnType<typeof useProfile>["data"]>;
}) {
  const changeProfile = useChangeProfile();
  const form = useForm({
    resolver: zodResolver(profileSchema),
    values: { name, time_zone },
  });
  const { errors, isSubmitting, isDirty } = form.formState;
  const { error, handleSubmit } = useFormSubmit(form, async (values) => {
    await changeProfile.mutateAsync(values);
    toast.success("Profile saved");
  });
  const ownZone = ownTimeZone();
  const chosenZone = useWatch({ control: form.control, name: "time_zone" });

  return (
    <form
      noValidate
      onSubmit={(event) => void handleSubmit(event)}
      className="space-y-4"
    >
      {error && <ErrorNotice error={error} />}
      <FormField label="Name" error={errors.name?.message}>
        {(control) => (
          <Input {...control} {...form.register("name")} autoComplete="name" />
        )}
      </FormField>
      <FormField label="E-mail address" hint="With it you sign in">
        {(control) => (
          <Input {...control} type="email" readOnly value={email ?? ""} />
        )}
      </FormField>
      <FormField
        label="Time zone"
        error={errors.time_zone?.message}
        hint={
          chosenZone !== ownZone && (
            <>
              This device is in {ownZone}.{" "}
              <button
                type="button"
                className="font-medium text-foreground underline underline-offset-4"
                onClick={() => {
                  form.setValue("time_zone", ownZone, { shouldDirty: true });
                }}
              >
                Use that
              </button>
            </>
          )
        }
      >
        {(control) => (
          <NativeSelect {...control} {...form.register("time_zone")}>
            {timeZoneGroups(time_zone).map(({ region, zones }) => (
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
      <SubmitButton isPending={isSubmitting} disabled={!isDirty}>
        Save
      </SubmitButton>
    </form>
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
