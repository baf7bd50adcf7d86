import { SearchIcon } from "lucide-react";
import { Input } from "@/components/ui/input.tsx";
import { cn } from "@/lib/utils.ts";

interface SearchInputProps {
  label: string;
  /** What it looks in. */
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  className?: string;
}

/** Looks while one types. */
export function SearchInput({
  label,
  placeholder,
  value,
  onChange,
  className,
}: SearchInputProps) {
  return (
    <div className={cn("relative min-w-0", className)}>
      <SearchIcon
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted-foreground"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={({ target }) => {
          onChange(target.value);
        }}
        className="pl-8"
      />
    </div>
  );
}
