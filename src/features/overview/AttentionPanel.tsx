import { useState } from "react";
import { CircleCheckIcon } from "lucide-react";
import { Link } from "@/components/Link.tsx";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { TextLink } from "@/components/TextLink.tsx";
import { Button } from "@/components/ui/button.tsx";
import { formatCount } from "@/lib/format.ts";
import type {
  AttentionGroup,
  AttentionItem,
  AttentionKind,
} from "./attention.ts";
import { Panel } from "@/components/Panel.tsx";

/** One kind of trouble must not push all others out of sight. */
const shownItems = 4;

const groupLabel: Record<AttentionKind, string> = {
  server: "Servers that do not answer",
  deactivated: "Switched off",
  ha: "High availability",
  storage: "Nearly full",
  node: "Offline or not reporting",
  lock: "Locked guests",
};

interface AttentionPanelProps {
  groups: readonly AttentionGroup[];
  /** Whether every server has been heard: only then is nothing really nothing. */
  isComplete: boolean;
}

export function AttentionPanel({ groups, isComplete }: AttentionPanelProps) {
  return (
    <Panel title="Needs attention">
      {groups.length === 0 ? (
        <p className="flex items-center justify-center gap-2 px-3.5 py-10 text-muted-foreground">
          {isComplete ? (
            <>
              <CircleCheckIcon aria-hidden className="size-4 text-success" />
              Nothing: every server answers, and what they tell is well.
            </>
          ) : (
            "Some servers have not answered yet."
          )}
        </p>
      ) : (
        <div className="divide-y">
          {groups.map((group) => (
            <Group key={group.kind} group={group} />
          ))}
        </div>
      )}
    </Panel>
  );
}

function Group({ group }: { group: AttentionGroup }) {
  const [isOpen, setIsOpen] = useState(false);
  const { kind, items, path } = group;
  const shown = isOpen ? items : items.slice(0, shownItems);
  const more = items.length - shown.length;

  return (
    <section>
      <header className="flex items-baseline justify-between gap-3 px-3.5 pt-2.5 text-xs">
        <h3 className="font-medium text-muted-foreground">
          {groupLabel[kind]}{" "}
          <span className="tabular-nums">({formatCount(items.length)})</span>
        </h3>
        {path && <TextLink to={path}>Show in the list</TextLink>}
      </header>
      <ul className="max-h-96 overflow-y-auto py-1">
        {shown.map((item) => (
          <Item key={item.key} item={item} />
        ))}
      </ul>
      {more > 0 && (
        <Button
          variant="ghost"
          size="sm"
          className="mb-1 ml-1"
          onClick={() => {
            setIsOpen(true);
          }}
        >
          {formatCount(more)} more
        </Button>
      )}
    </section>
  );
}

function Item({ item }: { item: AttentionItem }) {
  const { tone, subject, place, text, since, path } = item;
  return (
    <li>
      <Link
        to={path}
        className="flex gap-2.5 px-3.5 py-1.5 -outline-offset-2 hover:bg-accent/60 pointer-coarse:py-2.5"
      >
        <StatusDot tone={tone} className="mt-1.5" />
        <span className="min-w-0 flex-1 break-words">
          <span className="font-medium">{subject}</span>{" "}
          {place && (
            <span className="text-xs text-muted-foreground">{place} </span>
          )}
          <span className="block text-xs text-muted-foreground">
            {text}
            {since !== undefined && (
              <>
                {", began "}
                <RelativeTime time={since} />
              </>
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}
