import { FilterBar } from "@/components/FilterBar.tsx";
import { FilterChoice } from "@/components/FilterChoice.tsx";
import { Input } from "@/components/ui/input.tsx";
import { resultWords, actionWords } from "@/features/activity/activityWords.ts";
import {
  outcomes,
  viewFields,
  type ActivityView,
} from "@/features/activity/activityView.ts";
import { displayText } from "@/lib/displayText.ts";
import { periodChoices } from "@/lib/periods.ts";
import { auditActions } from "@/lib/types.ts";

interface ActivityFilterBarProps {
  view: ActivityView;
  servers: readonly { id: string; name: string }[];
  /** A field of the address and its new value; an empty one takes it out. */
  onChange: (field: string, value: string) => void;
}

export function ActivityFilterBar({
  view,
  servers,
  onChange,
}: ActivityFilterBarProps) {
  return (
    <FilterBar>
      <FilterChoice
        label="Server"
        all="All servers"
        value={view.serverId}
        options={servers.map(({ id, name }) => [id, displayText(name)])}
        onChange={(value) => {
          onChange(viewFields.serverId, value);
        }}
      />
      <FilterChoice
        label="Action"
        all="All actions"
        value={view.action}
        options={auditActions.map((action) => [action, actionWords(action)])}
        onChange={(value) => {
          onChange(viewFields.action, value);
        }}
      />
      <FilterChoice
        label="Result"
        all="All results"
        value={view.outcome}
        options={outcomes.map((one) => [one, resultWords[one].label])}
        onChange={(value) => {
          onChange(viewFields.outcome, value);
        }}
      />
      <FilterChoice
        label="Time"
        all="Any time"
        value={view.period}
        options={periodChoices}
        onChange={(value) => {
          onChange(viewFields.period, value);
        }}
      />
      <Input
        aria-label="Guest (VMID)"
        placeholder="VMID"
        inputMode="numeric"
        maxLength={9}
        value={view.vmid}
        onChange={({ target }) => {
          onChange(viewFields.vmid, target.value.replace(/\D/g, ""));
        }}
        className="col-span-2 h-8 sm:w-24"
      />
    </FilterBar>
  );
}
