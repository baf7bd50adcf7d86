import {
  NativeSelect,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";

interface FilterChoiceProps {
  label: string;
  /** The choice that filters nothing. */
  all: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
}

/** One field of a filter: everything, or one of these. */
export function FilterChoice({
  label,
  all,
  value,
  options,
  onChange,
}: FilterChoiceProps) {
  const isKnown = options.some(([known]) => known === value);
  return (
    <div className="min-w-0 *:w-full">
      <NativeSelect
        size="sm"
        aria-label={label}
        value={isKnown ? value : ""}
        onChange={({ target }) => {
          onChange(target.value);
        }}
        className="max-w-full truncate sm:max-w-48"
      >
        <NativeSelectOption value="">{all}</NativeSelectOption>
        {options.map(([key, text]) => (
          <NativeSelectOption key={key} value={key}>
            {text}
          </NativeSelectOption>
        ))}
      </NativeSelect>
    </div>
  );
}
