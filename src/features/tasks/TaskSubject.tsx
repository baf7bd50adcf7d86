import { Link } from "@/components/Link.tsx";
import { useGuestOfTask } from "@/hooks/useTasks.ts";
import { displayText } from "@/lib/displayText.ts";
import { guestPath } from "@/lib/paths.ts";
import { guestTypeOfTask, vmidOfTask } from "@/lib/taskWords.ts";
import { vmName, vmTypeLabel } from "@/lib/vmName.ts";

interface TaskSubjectProps {
  serverId: string | null;
  type: string;
  id: string;
  /** Where it leads away from what is open. */
  onNavigate?: () => void;
}

/** What a task works on: a guest with its name and the way to it, or whatever Proxmox VE calls it. */
export function TaskSubject({
  serverId,
  type,
  id,
  onNavigate,
}: TaskSubjectProps) {
  const vm = useGuestOfTask()({ serverId, type, id });
  if (vm) {
    const number = `${vmTypeLabel[vm.type]} ${String(vm.vmid)}`;
    const name = vmName(vm);
    return (
      <>
        <Link
          to={guestPath(vm)}
          onClick={onNavigate}
          className="rounded-sm underline-offset-4 outline-none hover:underline focus-visible:ring-[3px] focus-visible:ring-ring/50"
        >
          {name}
        </Link>
        {name !== number && (
          <span className="font-normal text-muted-foreground"> {number}</span>
        )}
      </>
    );
  }
  const vmid = vmidOfTask({ type, id });
  if (vmid === undefined) {
    // A job over all guests, a pool, or a list of them.
    return type === "vzdump" && id === "" ? "several guests" : displayText(id);
  }
  const guestType = guestTypeOfTask(type);
  return `${guestType ? vmTypeLabel[guestType] : "Guest"} ${String(vmid)}`;
}
