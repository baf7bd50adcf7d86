import { useAddressView } from "@/hooks/useAddressView.ts";
import { readListView, writeListView, type ListView } from "./listView.ts";

/** How a list of nodes or storages is shown: in the address, see {@link useAddressView}. */
export function useListView() {
  return useAddressView(viewOf, writeListView);
}

function viewOf(search: string): ListView {
  return readListView(new URLSearchParams(search));
}
