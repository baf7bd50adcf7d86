/**
 * The guest that a task works on, by its UPID (UPID:node:pid:pstart:starttime:type:id:user:). Only the tasks of guests carry a VMID as
 * their id: qm… and vz… of the guests themselves, ha… of the cluster's manager that acts for them. Of any other the VMID is 0, which is
 * nobody's guest.
 */
export function guestOfTask(upid: string): { node: string; vmid: number } {
  const [, node = "", , , , type = "", id = ""] = upid.split(":");
  const isGuests = /^(?:qm|vz|ha)/.test(type) && /^[1-9]\d{2,8}$/.test(id);
  return { node, vmid: isGuests ? Number(id) : 0 };
}
