import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { FormField } from "@/components/FormField.tsx";
import { QueryContent } from "@/components/QueryContent.tsx";
import { TextLink } from "@/components/TextLink.tsx";
import {
  NativeSelect,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";
import { SettingsSection } from "@/features/account/SettingsSection.tsx";
import { useChangeView, useSavedViews } from "@/hooks/useSavedViews.ts";
import { paths } from "@/lib/paths.ts";
import type { SavedView } from "@/lib/savedViews.ts";

export function DefaultViewSection() {
  const views = useSavedViews();
  return (
    <SettingsSection
      title="Dashboard"
      description="What it shows when you open it."
    >
      <QueryContent
        query={views}
        what="your saved views"
        skeletonClassName="h-9"
      >
        {(data) => <DefaultViewField views={data} />}
      </QueryContent>
    </SettingsSection>
  );
}

function DefaultViewField({ views }: { views: readonly SavedView[] }) {
  const { mutate, isPending, variables, error } = useChangeView();
  const standard = views.find(({ is_default }) => is_default);
  // What was chosen, while it is on its way.
  const shown = isPending && variables.is_default ? variables : standard;
  const isNothingChosen = isPending && variables.is_default === false;

  function handleChoose(id: string) {
    if (id) mutate({ id, is_default: true });
    else if (standard) mutate({ id: standard.id, is_default: false });
  }

  return (
    <div className="space-y-4">
      {error && <ErrorNotice error={error} />}
      <FormField
        label="Default view"
        hint={
          <>
            Search, filter and arrange the{" "}
            <TextLink to={paths.dashboard}>dashboard</TextLink>, then keep that
            as a view with the bookmark beside its search.
          </>
        }
      >
        {(control) => (
          <NativeSelect
            {...control}
            value={isNothingChosen ? "" : (shown?.id ?? "")}
            aria-busy={isPending}
            onChange={({ target }) => {
              handleChoose(target.value);
            }}
          >
            <NativeSelectOption value="">All guests</NativeSelectOption>
            {views.map(({ id, name }) => (
              <NativeSelectOption key={id} value={id}>
                {name}
              </NativeSelectOption>
            ))}
          </NativeSelect>
        )}
      </FormField>
    </div>
  );
}
